//! Seats: how many there are, how many are held, and the lock that everything about them takes.

use mulin_entities::{EventId, PersonId, event_seats};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Unchanged,
};

use crate::error::{Error, Refusal, Result};
use crate::person::PersonError;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// Takes the lock of the event's seats. Always the first lock of a transaction that takes several.
pub async fn lock(db: &impl ConnectionTrait, event: EventId) -> Result<event_seats::Model> {
    event_seats::Entity::find_by_id(event)
        .lock_exclusive()
        .one(db)
        .await?
        .ok_or_else(|| Error::not_found("eventId"))
}

/// The event's seats as they are, without a lock: to be shown, not to be given.
pub async fn read(db: &impl ConnectionTrait, event: EventId) -> Result<Option<event_seats::Model>> {
    Ok(event_seats::Entity::find_by_id(event).one(db).await?)
}

/// Takes the locks of several events' seats, in order of their keys.
pub async fn lock_all(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<event_seats::Model>> {
    Ok(event_seats::Entity::find()
        .filter(event_seats::Column::EventId.is_in(events))
        .order_by_asc(event_seats::Column::EventId)
        .lock_exclusive()
        .all(db)
        .await?)
}

/// Takes the lock of the event's seats for an answer of this person, whose record stays open until
/// the transaction ends: it is locked first, as by whoever closes it and then takes back or moves
/// its answers. One statement, because every answer takes it.
///
/// Errors: `eventId` is not found; `SubjectClosed`.
pub async fn lock_for(
    db: &impl ConnectionTrait,
    event: EventId,
    person: PersonId,
) -> Result<event_seats::Model> {
    let locks = dialect::for_share_and_update(db, "person", "event_seats");
    let text = format!(
        "SELECT event_seats.* FROM person JOIN event_seats ON event_seats.event_id = ?
         WHERE person.id = ? AND person.state IN ('ACTIVE', 'PENDING'){locks}"
    );
    let statement = dialect::sql(db, &text, [event.into(), person.into()]);
    let held = event_seats::Model::find_by_statement(statement)
        .one(db)
        .await?;
    if let Some(held) = held {
        return Ok(held);
    }
    lock(db, event).await?;
    Err(Refusal::from(PersonError::SubjectClosed).into())
}

/// Writes what [`lock`] gave, changed by the functions below.
pub async fn save(tx: &Tx, seats: &event_seats::Model) -> Result<()> {
    event_seats::ActiveModel {
        event_id: Unchanged(seats.event_id),
        capacity: Set(seats.capacity),
        seat_limit: Set(seats.seat_limit),
        taken: Set(seats.taken),
        waitlisted: Set(seats.waitlisted),
        next_queue_no: Set(seats.next_queue_no),
    }
    .update(tx.db())
    .await?;
    Ok(())
}

/// Writes what [`lock_all`] gave, likewise.
pub async fn save_all(tx: &Tx, seats: impl IntoIterator<Item = event_seats::Model>) -> Result<()> {
    let columns = [
        event_seats::Column::Capacity,
        event_seats::Column::SeatLimit,
        event_seats::Column::Taken,
        event_seats::Column::Waitlisted,
        event_seats::Column::NextQueueNo,
    ];
    bulk::update(tx.db(), seats, &columns).await?;
    Ok(())
}

/// The seats of a new event.
pub fn new(event_id: EventId, capacity: Option<i32>) -> event_seats::Model {
    event_seats::Model {
        event_id,
        capacity,
        seat_limit: capacity,
        taken: 0,
        waitlisted: 0,
        next_queue_no: 1,
    }
}

/// Seats that can still be given; none for unlimited.
pub fn free(seats: &event_seats::Model) -> Option<i32> {
    seats
        .capacity
        .map(|capacity| (capacity - seats.taken).max(0))
}

/// Whether a party fits.
pub fn fits(seats: &event_seats::Model, party: i32) -> bool {
    free(seats).is_none_or(|free| party <= free)
}

/// Holds seats that [`fits`] said are there.
pub fn hold(seats: &mut event_seats::Model, party: i32) {
    seats.taken += party;
}

/// Gives seats back, and lowers the limit as far as they allow.
pub fn release(seats: &mut event_seats::Model, party: i32) {
    seats.taken -= party;
    seats.seat_limit = seats.capacity.map(|capacity| capacity.max(seats.taken));
}

/// Changes how many there are. Lowering below what is taken is legal and evicts nobody.
pub fn set_capacity(seats: &mut event_seats::Model, capacity: Option<i32>) {
    seats.capacity = capacity;
    release(seats, 0);
}

/// Gives the next place in the order of arrival.
pub fn next_queue_no(seats: &mut event_seats::Model) -> i64 {
    let number = seats.next_queue_no;
    seats.next_queue_no += 1;
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn no_admission_passes_the_capacity(
            steps in proptest::collection::vec((0..3, 1..=20i32, proptest::option::of(0..60i32)), 1..80)
        ) {
            let mut seats = new(EventId(Uuid::nil()), Some(30));
            let mut parties: Vec<i32> = Vec::new();
            for (what, party, capacity) in steps {
                match what {
                    0 if fits(&seats, party) => {
                        hold(&mut seats, party);
                        parties.push(party);
                        prop_assert!(seats.capacity.is_none_or(|capacity| seats.taken <= capacity));
                    }
                    1 if !parties.is_empty() => release(&mut seats, parties.remove(0)),
                    2 => set_capacity(&mut seats, capacity),
                    _ => {}
                }
                prop_assert_eq!(seats.taken, parties.iter().sum::<i32>());
                prop_assert!(seats.seat_limit.is_none_or(|limit| seats.taken <= limit));
                prop_assert_eq!(seats.seat_limit, seats.capacity.map(|c| c.max(seats.taken)));
            }
        }
    }
}
