//! Calls that nobody makes any more: their reason is gone, or their time is over.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Value};

use super::calls::rows_of;
use super::{calls_as_one, ladder};
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Tasks that one transaction ends.
const ROWS: u64 = 500;
/// Stable code of a call that nobody made.
const NOT_CALLED: &str = "NOT_CALLED";

/// Whether somebody with such an answer has left: they are not called about the event any more.
pub(super) fn left(state: RsvpState) -> bool {
    matches!(state, RsvpState::Declined | RsvpState::Withdrawn)
}

/// Nobody calls about the answers of who has left.
pub(super) async fn of(tx: &Tx, rsvps: &[RsvpId]) -> Result<()> {
    if rsvps.is_empty() {
        return Ok(());
    }
    let places = dialect::places(rsvps.len(), "?");
    let which = format!(
        "delivery_id IN (SELECT id FROM delivery WHERE rsvp_id IN ({places}) AND channel = 'CALL')"
    );
    let values = rsvps.iter().copied().map(Value::from).collect();
    end(tx, &which, values, DeliveryState::Superseded).await
}

/// Nobody calls about a time that the event no longer has.
pub(super) async fn older(tx: &Tx, event: &event::Model) -> Result<()> {
    let which = "event_id = ? AND (SELECT schedule_rev FROM delivery
        WHERE delivery.id = call_task.delivery_id) < ?";
    let values = vec![event.id.into(), event.schedule_rev.into()];
    end(tx, which, values, DeliveryState::Superseded).await
}

/// Nobody calls about an event that will not take place, but to say so.
pub(super) async fn all(tx: &Tx, event: &event::Model) -> Result<()> {
    let which = "event_id = ?";
    end(tx, which, vec![event.id.into()], DeliveryState::Superseded).await
}

/// Ends the tasks that nobody made in time: another channel goes on where there is one, and otherwise
/// the event began before anybody called. Answers whether there was one.
pub async fn lapse(core: &Core) -> Result<bool> {
    let due = call_task::Entity::find()
        .filter(call_task::Column::State.eq(CallState::Open))
        .filter(call_task::Column::ExpiresAt.lte(core.now()))
        .count(core.db().reader())
        .await?;
    if due == 0 {
        return Ok(false);
    }
    core.transact(&Actor::System, |tx| {
        Box::pin(async move {
            let lock = dialect::for_update_skip_locked(tx.db());
            let which = format!(
                "id IN (SELECT id FROM call_task WHERE state = 'OPEN' AND expires_at <= ?
                        ORDER BY expires_at LIMIT {ROWS}{lock})"
            );
            let mut messages = lapse_where(tx, &which, vec![tx.now().into()]).await?;
            let carried = calls_as_one::carried(tx.db(), &messages).await?;
            messages.extend(carried.into_iter().map(|row| row.id));
            let lapsed = rows_of(tx, messages.clone()).await?;
            let rows: Vec<&delivery::Model> = lapsed.iter().collect();
            let goes_on = ladder::with_another(tx, &rows).await?;
            let (failed, expired): (Vec<_>, Vec<_>) = lapsed
                .into_iter()
                .partition(|row| goes_on.contains(&row.id));
            for (rows, state) in [
                (&failed, DeliveryState::Failed),
                (&expired, DeliveryState::Expired),
            ] {
                let ids = rows.iter().map(|row| row.id).collect();
                settle(tx, ids, state, Some(NOT_CALLED)).await?;
            }
            // One that was settled otherwise meanwhile has reached its person, or needs to no more.
            let failed: Vec<delivery::Model> = failed
                .into_iter()
                .filter(|row| row.state == DeliveryState::Sent)
                .collect();
            ladder::climb(tx, &failed).await?;
            Ok(!messages.is_empty())
        })
    })
    .await
}

/// Ends the open tasks that a condition selects, and their messages with them.
async fn end(tx: &Tx, which: &str, values: Vec<Value>, state: DeliveryState) -> Result<()> {
    calls_as_one::hand_over(tx, which, &values).await?;
    let messages = lapse_where(tx, which, values).await?;
    settle(tx, messages, state, None).await
}

/// Ends the open tasks that a condition selects, and tells which messages they stood for.
async fn lapse_where(tx: &Tx, which: &str, values: Vec<Value>) -> Result<Vec<DeliveryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        delivery_id: DeliveryId,
    }
    let text = format!(
        "UPDATE call_task SET state = 'LAPSED' WHERE state = 'OPEN' AND {which}
         RETURNING delivery_id"
    );
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values))
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.delivery_id).collect())
}

/// Ends the messages of tasks that ended.
async fn settle(
    tx: &Tx,
    messages: Vec<DeliveryId>,
    state: DeliveryState,
    error: Option<&str>,
) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(
            delivery::Column::LastError,
            Expr::value(error.map(str::to_owned)),
        )
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::Id.is_in(messages))
        .filter(delivery::Column::State.eq(DeliveryState::Sent))
        .exec(tx.db())
        .await?;
    Ok(())
}
