//! Receipts: what a provider tells later of a message that it took. They come twice, in any order,
//! and sometimes before the word that the message was taken.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{codes, ladder, suppress, tries, withdraw, write};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::due_work::backoff;
use crate::error::Result;
use crate::tx::Tx;

/// A message that a provider reports to have failed for now is tried so often in all.
const TRIES: i32 = 3;

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It arrived.
    Delivered,
    /// It did not.
    Failed {
        /// The stable code of the cause, without personal data; `INVALID_NUMBER` ends the use of the
        /// number for text messages.
        code: String,
        /// Whether it never will.
        permanent: bool,
    },
}

/// Notes a receipt by the name that the provider gave a try of the message. Answers whether there is
/// such a message: a receipt may be quicker than the answer that tells the name, and is then to be noted
/// once more later.
pub async fn note(core: &Core, provider: &str, provider_ref: &str, report: Report) -> Result<bool> {
    let (provider, name) = (provider.to_owned(), provider_ref.to_owned());
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let last = Condition::all()
                .add(delivery::Column::Provider.eq(&provider))
                .add(delivery::Column::ProviderRef.eq(&name));
            let rows = locked(tx, last).await?;
            if !rows.is_empty() {
                match &report {
                    Report::Delivered => delivered(tx, &rows, false).await?,
                    Report::Failed { code, permanent } => {
                        failed(tx, &rows, code, *permanent).await?;
                    }
                }
                return Ok(true);
            }
            let earlier = tries::named(tx, &provider, &name).await?;
            if earlier.is_empty() {
                return Ok(false);
            }
            let carried = Condition::all()
                .add(delivery::Column::CarriedBy.is_in(earlier.iter().copied()))
                .add(went_along());
            let earlier = Condition::any()
                .add(delivery::Column::Id.is_in(earlier))
                .add(carried);
            let rows = locked(tx, earlier).await?;
            // That an earlier try came to nothing says nothing of the one after it.
            if report == Report::Delivered {
                delivered(tx, &rows, true).await?;
            }
            Ok(!rows.is_empty())
        })
    })
    .await
}

/// What was on the wire with who carries it, at any try: not who joined later.
pub(super) fn went_along() -> Condition {
    Condition::any()
        .add(delivery::Column::State.ne(DeliveryState::Pending))
        .add(delivery::Column::Attempts.gt(0))
}

/// Messages, locked in the order of their keys, as by all who lock several.
pub(super) async fn locked(tx: &Tx, which: Condition) -> Result<Vec<delivery::Model>> {
    Ok(delivery::Entity::find()
        .filter(which)
        .order_by_asc(delivery::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// That it arrived is the last word, whatever was said before; also of one that waits to be tried again,
/// if it was an `earlier` try that arrived.
pub(super) async fn delivered(tx: &Tx, rows: &[delivery::Model], earlier: bool) -> Result<()> {
    use DeliveryState::{Bounced, Failed, Pending, Sending, Sent, Unknown};
    let was_sent = |row: &&delivery::Model| match row.state {
        Sending | Unknown | Sent | Failed | Bounced => true,
        // It was to be tried again, as an earlier receipt had told of a failure; or as nobody knew what
        // became of an earlier try, and a later one was refused for now.
        Pending => earlier || row.provider_ref.is_some() || row.unknowns > 0,
        _ => false,
    };
    let arrived: Vec<&delivery::Model> = rows.iter().filter(was_sent).collect();
    if arrived.is_empty() {
        return Ok(());
    }
    let ids = || arrived.iter().map(|row| row.id);
    delivery::Entity::update_many()
        .col_expr(
            delivery::Column::State,
            Expr::value(DeliveryState::Delivered),
        )
        .col_expr(delivery::Column::LastError, Expr::value(None::<String>))
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::Id.is_in(ids()))
        .exec(tx.db())
        .await?;
    codes::forget(tx, arrived.iter().filter_map(|row| row.sign_in_code_id)).await?;
    let ids: Vec<DeliveryId> = ids().collect();
    write::release(tx, &ids).await?;
    withdraw::supersede_next(tx, &ids).await
}

/// Only of what was taken, or may have been, can be told that it failed.
pub(super) async fn failed(
    tx: &Tx,
    rows: &[delivery::Model],
    code: &str,
    permanent: bool,
) -> Result<()> {
    use DeliveryState::{Sending, Sent, Unknown};
    let open = |row: &&delivery::Model| matches!(row.state, Sending | Sent | Unknown);
    let rows: Vec<delivery::Model> = rows.iter().filter(open).cloned().collect();
    let Some(first) = rows.first() else {
        return Ok(());
    };
    if !permanent && first.attempts < TRIES && first.kind != MessageKind::SignInCode {
        return try_again(tx, &rows, code).await;
    }
    if code == suppress::BAD_NUMBER
        && first.channel == Channel::Sms
        && let Some(lookup) = suppress::lookup_of(tx, first).await?
    {
        suppress::number(tx, lookup).await?;
    }
    fail(tx, &rows, DeliveryState::Failed, code).await
}

/// Ends messages that did not arrive, and goes on by the next channel.
pub(super) async fn fail(
    tx: &Tx,
    rows: &[delivery::Model],
    state: DeliveryState,
    code: &str,
) -> Result<()> {
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.id).collect();
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(delivery::Column::LastError, Expr::value(code))
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.db())
        .await?;
    codes::forget(tx, rows.iter().filter_map(|row| row.sign_in_code_id)).await?;
    write::release(tx, &ids).await?;
    ladder::climb(tx, rows).await
}

/// As what had been sent together may have got company since, it goes by itself now. The name of the try
/// that failed is kept apart: the row is to tell of the next one.
async fn try_again(tx: &Tx, rows: &[delivery::Model], code: &str) -> Result<()> {
    tries::keep(tx, rows).await?;
    for row in rows.iter().filter(|row| row.carried_by.is_none()) {
        let at = tx.now() + backoff(tx.core().entropy(), row.attempts);
        let own = format!("again:{}", row.id.0.simple());
        let which = Condition::any()
            .add(delivery::Column::Id.eq(row.id))
            .add(delivery::Column::CarriedBy.eq(row.id));
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(DeliveryState::Pending))
            .col_expr(delivery::Column::LastError, Expr::value(code))
            .col_expr(
                delivery::Column::SettledAt,
                Expr::value(None::<Instant>),
            )
            .col_expr(delivery::Column::DueAt, Expr::value(at))
            .col_expr(
                delivery::Column::LeasedUntil,
                Expr::value(None::<Instant>),
            )
            .col_expr(delivery::Column::BundleKey, Expr::value(own))
            .col_expr(delivery::Column::Provider, Expr::value(None::<String>))
            .col_expr(delivery::Column::ProviderRef, Expr::value(None::<String>))
            .col_expr(delivery::Column::Parts, Expr::value(0))
            .col_expr(delivery::Column::CostMicros, Expr::value(0_i64))
            // Whoever still waits for the first try's answer settles nothing by it.
            .col_expr(
                delivery::Column::Generation,
                Expr::col(delivery::Column::Generation).add(1),
            )
            .filter(which)
            .filter(delivery::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}
