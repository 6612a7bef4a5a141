//! Takes messages that are due, drops those that no longer hold, and hands out the rest.
//!
//! A claimed message is SENDING with a raised generation before the wire is touched. If its worker
//! dies, the lease ends and it is taken again; an e-mail then goes out under the same Message-ID. A
//! text message has no such identity, and two codes confuse: a code by SMS whose worker died is given
//! up.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::codes;
use super::context::{Context, Dropped};
use super::outgoing::Outgoing;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::rsvp::link_store;
use crate::tx::{CommandResult, Tx};
use crate::{dialect, due_work};

/// What a claim took.
#[derive(Debug, Default)]
pub struct Claimed {
    /// To be sent.
    pub outgoing: Vec<Outgoing>,
    /// How many no longer held and were settled at once.
    pub dropped: usize,
}

/// Claims up to `limit` due messages.
pub async fn claim(core: &Core, limit: u64) -> Result<Claimed> {
    let due = delivery::Entity::find()
        .filter(delivery::Column::SettledAt.is_null())
        .filter(delivery::Column::DueAt.lte(core.now()))
        .one(core.db().reader())
        .await?;
    if due.is_none() {
        return Ok(Claimed::default());
    }
    core.transact(&Actor::System, move |tx| Box::pin(claim_due(tx, limit)))
        .await
}

async fn claim_due(tx: &mut Tx, limit: u64) -> Result<Claimed> {
    let lease_end = tx.now() + due_work::lease(tx.core());
    let lock = dialect::for_update_skip_locked(tx.db());
    // What is SENDING here was held by a worker that died: nobody knows how far it came.
    let text = format!(
        "UPDATE delivery SET due_at = ?, generation = generation + 1, attempts = attempts + 1,
            state = CASE WHEN state = 'SENDING' AND kind = 'SIGN_IN_CODE' AND channel = 'SMS'
                    THEN 'UNKNOWN' ELSE 'SENDING' END
         WHERE id IN (SELECT id FROM delivery WHERE settled_at IS NULL AND due_at <= ?
                      ORDER BY due_at, id LIMIT ?{lock})
         RETURNING *"
    );
    let values = [
        lease_end.into(),
        tx.now().into(),
        limit.cast_signed().into(),
    ];
    let statement = dialect::sql(tx.db(), &text, values);
    let claimed = delivery::Model::find_by_statement(statement)
        .all(tx.db())
        .await?;
    if claimed.is_empty() {
        return Ok(Claimed::default());
    }
    let context = Context::load(tx, &claimed).await?;
    let mut outgoing = Vec::with_capacity(claimed.len());
    let mut dropped: HashMap<Dropped, Vec<DeliveryId>> = HashMap::new();
    let (mut useless, mut links) = (Vec::new(), Vec::new());
    for row in claimed {
        match context.outgoing(&row, tx.now())? {
            Ok(mut message) => {
                if let Some((token, link)) = context.new_link(tx, &row) {
                    message.link = Some(token);
                    links.push(link);
                }
                outgoing.push(message);
            }
            Err(why) => {
                dropped.entry(why).or_default().push(row.id);
                useless.extend(row.sign_in_code_id);
            }
        }
    }
    let settled = dropped.values().map(Vec::len).sum();
    for (why, ids) in dropped {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(why.state))
            .col_expr(delivery::Column::LastError, Expr::value(why.error))
            .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
            .filter(delivery::Column::Id.is_in(ids))
            .exec(tx.db())
            .await?;
    }
    // Only hashes are kept, so that no link can be told a second time: each try makes its own.
    link_store::insert_all(tx, links).await?;
    codes::forget(tx, useless).await?;
    outgoing.sort_by_key(|message| message.id);
    Ok(Claimed {
        outgoing,
        dropped: settled,
    })
}

impl CommandResult for Claimed {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}
