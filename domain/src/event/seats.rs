//! Seats: how many there are, how many are held, and the lock that everything about them takes.

use mulin_entities::{EventId, event_seats};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect, Unchanged,
};

use crate::error::{Error, Result};
use crate::tx::Tx;

/// Takes the lock of the event's seats. Always the first lock of a transaction that takes several.
pub async fn lock(db: &impl ConnectionTrait, event: EventId) -> Result<event_seats::Model> {
    event_seats::Entity::find_by_id(event)
        .lock_exclusive()
        .one(db)
        .await?
        .ok_or_else(|| Error::not_found("eventId"))
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
