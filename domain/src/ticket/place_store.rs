//! The SQL about places in slots: who takes them, and who waits for one.

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// The services of a stall for a slot of which somebody waits, in the order of their keys.
pub(super) async fn waited_for(tx: &Tx, stall: StallId) -> Result<Vec<StallServiceId>> {
    let found = ticket::Entity::find()
        .select_only()
        .distinct()
        .column(ticket::Column::ServiceId)
        .filter(ticket::Column::StallId.eq(stall))
        .filter(ticket::Column::State.eq(TicketState::Waitlisted))
        .order_by_asc(ticket::Column::ServiceId);
    Ok(found.into_tuple().all(tx.db()).await?)
}

/// Who waits first for a place in a slot of the service: whoever asked for this very slot before the
/// others, each in the order in which they asked.
pub(super) async fn first_waitlisted(
    tx: &Tx,
    service: StallServiceId,
    slot: SlotId,
) -> Result<Option<ticket::Model>> {
    let text = format!(
        "SELECT * FROM ticket WHERE service_id = ? AND state = 'WAITLISTED' \
         ORDER BY CASE WHEN slot_id = ? THEN 0 ELSE 1 END, id LIMIT 1{}",
        dialect::for_update(tx.db())
    );
    let values = [service.into(), slot.into()];
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(ticket::Model::find_by_statement(statement)
        .one(tx.db())
        .await?)
}

/// Takes a place in a slot, unless none is left.
pub(super) async fn take_place(tx: &Tx, slot: SlotId) -> Result<bool> {
    let text = "UPDATE slot SET booked = booked + 1 WHERE id = ? AND booked < bookable";
    let done = dialect::sql(tx.db(), text, [slot.into()]);
    Ok(tx.db().execute_raw(done).await?.rows_affected() == 1)
}

/// Gives a place in a slot back.
pub(super) async fn give_place(tx: &Tx, slot: SlotId) -> Result<()> {
    let text = "UPDATE slot SET booked = booked - 1 WHERE id = ? AND booked > 0";
    let done = dialect::sql(tx.db(), text, [slot.into()]);
    tx.db().execute_raw(done).await?;
    Ok(())
}

/// When the next slot of a service starts that has places; none if there is none.
pub(super) async fn next_free(
    tx: &Tx,
    service: StallServiceId,
    after: Instant,
) -> Result<Option<Instant>> {
    let text = "SELECT * FROM slot WHERE service_id = ? AND starts_at > ? AND booked < bookable \
                ORDER BY starts_at LIMIT 1";
    let statement = dialect::sql(tx.db(), text, [service.into(), after.into()]);
    let slot = slot::Model::find_by_statement(statement).one(tx.db());
    Ok(slot.await?.map(|slot| slot.starts_at))
}

/// Locks slots in the order of their keys.
pub(super) async fn lock_slots(tx: &Tx, slots: [Option<SlotId>; 2]) -> Result<()> {
    slot::Entity::find()
        .filter(slot::Column::Id.is_in(slots.into_iter().flatten()))
        .order_by_asc(slot::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    Ok(())
}

/// Of several tickets those that wait for a slot, each with its place among those who wait for the same
/// one, from 1: in that order they get the places that become free there.
pub async fn positions(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = TicketId>,
) -> Result<Vec<(TicketId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TicketId,
        position: i64,
    }
    let values: Vec<Value> = tickets.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let keys = dialect::places(values.len(), "?");
    let text = format!(
        "SELECT mine.id, count(*) AS position FROM ticket mine JOIN ticket other \
         ON other.service_id = mine.service_id AND other.state = 'WAITLISTED' \
         AND other.slot_id = mine.slot_id AND other.id <= mine.id \
         WHERE mine.id IN ({keys}) AND mine.state = 'WAITLISTED' GROUP BY mine.id"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows.map(|row| (row.id, row.position)).collect())
}
