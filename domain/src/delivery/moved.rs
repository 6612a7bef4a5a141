//! Tells everybody who answered that an event has another place. Whoever was told nothing of the move
//! before hears of the last one alone, and of none at all if the event is back where they know it.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::store;
use crate::due_work;
use crate::error::Result;
use crate::tx::Tx;

/// Locks the notices of these events' last moves, in order of their keys, as whoever lists them does.
pub async fn lock(tx: &Tx, events: &[EventId]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.is_in(events.iter().copied()))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventMoved))
        .order_by_asc(delivery_schedule::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    Ok(())
}

/// The event's place changed; its row holds the new one. Answers the notice of it, which the caller
/// lets be listed; none if there is nothing to tell.
pub async fn follow(
    tx: &Tx,
    event: &event::Model,
    from: Option<VenueId>,
) -> Result<Option<DeliveryScheduleId>> {
    if event.published_at.is_none() {
        return Ok(None);
    }
    let last = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event.id))
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventMoved))
        .filter(delivery_schedule::Column::ScheduleRev.eq(event.schedule_rev))
        .filter(delivery_schedule::Column::State.ne(ScheduleState::Cancelled))
        .order_by_desc(delivery_schedule::Column::Id)
        .one(tx.db())
        .await?;
    let known = match last {
        Some(last) => {
            // Asked after the fan-out is stopped, so that nobody is listed by it any more.
            stop(tx, last.id).await?;
            if store::was_told(tx, last.id).await? {
                from
            } else {
                last.previous_venue_id
            }
        }
        None => from,
    };
    if known == event.venue_id {
        return Ok(None);
    }
    let id: DeliveryScheduleId = tx.new_id();
    let row = delivery_schedule::ActiveModel {
        id: Set(id),
        root_area_id: Set(event.root_area_id),
        event_id: Set(event.id),
        rule_id: Set(None),
        announcement_id: Set(None),
        kind: Set(MessageKind::EventMoved),
        schedule_rev: Set(event.schedule_rev),
        due_at: Set(tx.now()),
        previous_starts_at: Set(None),
        previous_venue_id: Set(known),
        state: Set(ScheduleState::Pending),
        cursor: Set(None),
        past_answers: Set(false),
        together: Set(None),
        created_at: Set(tx.now()),
    };
    delivery_schedule::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(Some(id))
}

/// What a stopped fan-out has listed is dropped when it would leave.
async fn stop(tx: &Tx, id: DeliveryScheduleId) -> Result<()> {
    delivery_schedule::Entity::update_many()
        .col_expr(
            delivery_schedule::Column::State,
            Expr::value(ScheduleState::Cancelled),
        )
        .filter(delivery_schedule::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    due_work::drop_all(tx, DueWorkKind::ExpandSchedule, vec![id.0]).await
}
