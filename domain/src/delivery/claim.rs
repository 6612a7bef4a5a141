//! Takes messages that are due, drops those that no longer hold, and hands out the rest.
//!
//! A claimed message is SENDING with a raised generation before the wire is touched. If its worker
//! dies, the lease ends and it is taken again; an e-mail then goes out under the same Message-ID. A
//! text message has no such identity: it waits for a receipt first, and a code is given up.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Value,
};

use super::context::{Context, Dropped};
use super::group::{self, Group};
use super::outgoing::Outgoing;
use super::{calls, codes, ladder, rules, write};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::rsvp::link_store;
use crate::tx::{CommandResult, Tx};
use crate::{dialect, due_work};

/// What to take.
#[derive(Clone, Copy, Debug)]
pub struct Take {
    /// Messages that travel so: a slow channel holds no other up.
    pub channel: Channel,
    /// At most so many, those that they carry not counted: codes first, and then as they are due.
    pub limit: u64,
    /// Nothing but codes to sign in with, while all else is held back.
    pub codes_only: bool,
}

/// What a claim took.
#[derive(Debug, Default)]
pub struct Claimed {
    /// To be sent.
    pub outgoing: Vec<Outgoing>,
    /// How many came to an end at once: they no longer held, reach nobody, or became calls.
    pub dropped: usize,
    /// How many wait for a receipt, as their worker died with them.
    pub waiting: usize,
}

/// Claims due messages of one channel.
pub async fn claim(core: &Core, take: Take) -> Result<Claimed> {
    if take.limit == 0 {
        return Ok(Claimed::default());
    }
    if !any_due(core, take).await? {
        return Ok(Claimed::default());
    }
    core.transact(&Actor::System, move |tx| Box::pin(claim_due(tx, take)))
        .await
}

/// Looked up where nobody writes: idle workers lock nothing, and a look costs less than a transaction.
/// In order, so that it reads the index of what is due and not the table until one is found.
async fn any_due(core: &Core, take: Take) -> Result<bool> {
    let mut due = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::SettledAt.is_null())
        .filter(delivery::Column::CarriedBy.is_null())
        .filter(delivery::Column::Channel.eq(take.channel))
        .filter(delivery::Column::DueAt.lte(core.now()))
        .filter(
            Condition::any()
                .add(delivery::Column::LeasedUntil.is_null())
                .add(delivery::Column::LeasedUntil.lte(core.now()))
                .add(delivery::Column::LeasedUntil.gt(due_work::last_lease_end(core, core.now()))),
        );
    if take.codes_only {
        due = due.filter(delivery::Column::Kind.eq(MessageKind::SignInCode));
    }
    let first = due
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id)
        .limit(1)
        .into_tuple::<DeliveryId>();
    Ok(first.one(core.db().reader()).await?.is_some())
}

async fn claim_due(tx: &mut Tx, take: Take) -> Result<Claimed> {
    let mut claimed = lease(tx, take, true).await?;
    let left = take.limit.saturating_sub(claimed.len() as u64);
    if !take.codes_only && left > 0 {
        let take = Take {
            limit: left,
            ..take
        };
        claimed.extend(lease(tx, take, false).await?);
    }
    if claimed.is_empty() {
        return Ok(Claimed::default());
    }
    let carried = lease_carried(tx, &claimed).await?;
    let groups = group::by_carrier(claimed.into_iter().chain(carried));
    let (lost, held) = groups.into_iter().partition::<Vec<_>, _>(Group::is_lost);
    let mut result = Claimed::default();
    let mut dropped: Vec<(delivery::Model, Dropped)> = Vec::new();
    wait_for_receipts(tx, lost, &mut result, &mut dropped).await?;

    let rows = held.iter().flat_map(|group| &group.rows);
    let rows: Vec<delivery::Model> = rows.cloned().collect();
    let context = Context::load(tx.core(), tx.db(), &rows).await?;
    let (mut links, mut apart, mut heirs) = (Vec::new(), Vec::new(), Vec::new());
    let mut to_call = Vec::new();
    for group in held {
        let carrier = group.carrier;
        let mut whole = Vec::with_capacity(group.rows.len());
        for row in group.rows {
            match context.outgoing(&row, tx.now()) {
                Ok(Ok(message)) => whole.push((row, message)),
                Ok(Err(why)) => dropped.push((row, why)),
                // One that cannot be read ends by itself, or it would come first for ever.
                Err(error) => {
                    tracing::error!(%error, id = %row.id, "a message cannot be made");
                    let why = Dropped {
                        state: DeliveryState::Failed,
                        error: Some("INTERNAL"),
                    };
                    dropped.push((row, why));
                }
            }
        }
        if take.channel == Channel::Call {
            to_call.extend(whole);
            continue;
        }
        for (row, message) in &mut whole {
            if let Some((token, link)) = context.new_link(tx, row) {
                message.link = Some(token);
                links.push(link);
            }
        }
        for (nth, one) in group::compose(whole).into_iter().enumerate() {
            let all = (one.id, one.carries.clone());
            if nth > 0 {
                apart.push(all);
            } else if one.id != carrier {
                heirs.push(all);
            }
            result.outgoing.push(one);
        }
    }
    result.dropped += call(tx, to_call, &context, &mut dropped, &mut heirs).await?;
    result.dropped += settle_dropped(tx, dropped).await?;
    part(tx, &apart).await?;
    for (heir, carried) in apart.into_iter().chain(heirs) {
        write::succeed(tx, heir, &carried).await?;
    }
    link_store::save_of_messages(tx, links).await?;
    result.outgoing.sort_by_key(|message| message.id);
    Ok(result)
}

/// Leases what is due: only codes, or whatever it is.
async fn lease(tx: &Tx, take: Take, codes: bool) -> Result<Vec<delivery::Model>> {
    if codes && take.channel == Channel::Call {
        return Ok(Vec::new());
    }
    let which = if codes {
        "kind = 'SIGN_IN_CODE'"
    } else {
        "carried_by IS NULL"
    };
    let lock = dialect::for_update_skip_locked(tx.db());
    // What is SENDING here was held by a worker that died: nobody knows how far it came.
    let text = format!(
        "UPDATE delivery SET leased_until = ?, generation = generation + 1, attempts = attempts + 1,
            unknowns = unknowns
                + CASE WHEN state = 'SENDING' AND channel = 'SMS' THEN 1 ELSE 0 END,
            state = CASE WHEN state = 'SENDING' AND channel = 'SMS' THEN 'UNKNOWN' ELSE 'SENDING' END
         WHERE id IN (SELECT id FROM delivery WHERE settled_at IS NULL AND {which}
                          AND channel = ? AND due_at <= ?
                          AND (leased_until IS NULL OR leased_until <= ? OR leased_until > ?)
                      ORDER BY due_at, id LIMIT ?{lock})
         RETURNING *"
    );
    let lease_end = tx.now() + due_work::lease(tx.core());
    let values: [Value; 6] = [
        lease_end.into(),
        take.channel.into(),
        tx.now().into(),
        tx.now().into(),
        due_work::last_lease_end(tx.core(), tx.now()).into(),
        take.limit.cast_signed().into(),
    ];
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(delivery::Model::find_by_statement(statement)
        .all(tx.db())
        .await?)
}

/// Leases what these carry with them.
async fn lease_carried(tx: &Tx, carriers: &[delivery::Model]) -> Result<Vec<delivery::Model>> {
    let carriers: Vec<&delivery::Model> = carriers
        .iter()
        .filter(|row| row.bundle_key.is_some())
        .collect();
    if carriers.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(carriers.len(), "?");
    // Others lock in the order of keys, and may hold some of these while they wait for a carrier: what
    // they hold goes by itself later.
    let lock = dialect::for_update_skip_locked(tx.db());
    let text = format!(
        "UPDATE delivery SET leased_until = ?, generation = generation + 1, attempts = attempts + 1,
            state = 'SENDING'
         WHERE id IN (SELECT id FROM delivery
                      WHERE carried_by IN ({places}) AND settled_at IS NULL{lock}) RETURNING *"
    );
    let lease_end = tx.now() + due_work::lease(tx.core());
    let ids = carriers.into_iter().map(|row| row.id.into());
    let values = std::iter::once(lease_end.into()).chain(ids);
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(delivery::Model::find_by_statement(statement)
        .all(tx.db())
        .await?)
}

/// Lets text messages whose worker died wait for a receipt: once, and the second time they are given
/// up.
async fn wait_for_receipts(
    tx: &Tx,
    lost: Vec<Group>,
    result: &mut Claimed,
    dropped: &mut Vec<(delivery::Model, Dropped)>,
) -> Result<()> {
    let mut waiting = Vec::new();
    for group in lost {
        if group.unknowns < rules::MOST_UNKNOWNS && !group.is_code() {
            result.waiting += 1;
            waiting.extend(group.rows.iter().map(|row| row.id));
            continue;
        }
        let why = Dropped {
            state: DeliveryState::Failed,
            error: Some("WORKER_LOST"),
        };
        dropped.extend(group.rows.into_iter().map(|row| (row, why)));
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let until = tx.now() + rules::RECEIPT_WAIT;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Unknown))
        .col_expr(delivery::Column::LastError, Expr::value("WORKER_LOST"))
        .col_expr(delivery::Column::DueAt, Expr::value(until))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Instant>))
        .filter(delivery::Column::Id.is_in(waiting))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Makes tasks of calls, and answers how many there were.
async fn call(
    tx: &Tx,
    to_call: Vec<(delivery::Model, Outgoing)>,
    context: &Context,
    dropped: &mut Vec<(delivery::Model, Dropped)>,
    heirs: &mut Vec<(DeliveryId, Vec<DeliveryId>)>,
) -> Result<usize> {
    let count = to_call.len();
    let planned = calls::plan(tx, to_call, &context.units()).await?;
    heirs.extend(planned.carried);
    let nobody = planned.nobody.into_iter();
    let before = dropped.len();
    dropped.extend(nobody.map(|row| (row, Dropped::suppressed("NO_STEWARD"))));
    let unreached = planned.unreached.into_iter();
    dropped.extend(unreached.map(|row| (row, Dropped::suppressed("NOT_REACHED"))));
    let same = Dropped {
        state: DeliveryState::Superseded,
        error: Some("SAME_CALL"),
    };
    end(tx, DeliveryState::Sent.into(), planned.tasks).await?;
    end(tx, same, planned.same).await?;
    // Who cannot be called is counted with what is dropped.
    Ok(count - (dropped.len() - before))
}

/// Settles what is not sent, and goes on by the next channel where that may reach somebody.
async fn settle_dropped(tx: &Tx, dropped: Vec<(delivery::Model, Dropped)>) -> Result<usize> {
    let count = dropped.len();
    let mut by_cause: HashMap<Dropped, Vec<DeliveryId>> = HashMap::new();
    let (mut useless, mut unreached) = (Vec::new(), Vec::new());
    for (row, why) in dropped {
        by_cause.entry(why).or_default().push(row.id);
        useless.extend(row.sign_in_code_id);
        if why.goes_on() {
            unreached.push(row);
        }
    }
    for (why, ids) in by_cause {
        end(tx, why, ids).await?;
    }
    codes::forget(tx, useless).await?;
    ladder::climb(tx, &unreached).await?;
    Ok(count)
}

async fn end(tx: &Tx, why: Dropped, ids: Vec<DeliveryId>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(why.state))
        .col_expr(delivery::Column::LastError, Expr::value(why.error))
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Who is reached elsewhere by now is in a bundle of their own.
async fn part(tx: &Tx, apart: &[(DeliveryId, Vec<DeliveryId>)]) -> Result<()> {
    for (carrier, carried) in apart {
        let own = format!("apart:{}", carrier.0.simple());
        delivery::Entity::update_many()
            .col_expr(delivery::Column::BundleKey, Expr::value(own))
            .filter(delivery::Column::Id.is_in(carried.iter().copied().chain([*carrier])))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

impl CommandResult for Claimed {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}
