//! What becomes of an erased person's answers: those to events that are not over are taken back, and
//! their seats go to who waits; the others stay as counts. What was written to organisers goes with
//! all of them.

use mulin_entities::{PersonId, RsvpState};

use super::settle::settle;
use super::{member_store, rules, store};
use crate::error::{Error, Result};
use crate::event::{self, seats};
use crate::tx::Tx;

/// Takes back and empties the answers of erased people.
pub(super) async fn erase(tx: &mut Tx, people: &[PersonId]) -> Result<()> {
    let mut events = store::coming_of(tx, people).await?;
    events.sort_unstable();
    events.dedup();
    let mut all_held = Vec::with_capacity(events.len());
    for event_id in events {
        all_held.push(seats::lock(tx.db(), event_id).await?);
    }
    for mut held in all_held {
        let missing = || Error::internal("an event with seats is missing");
        let event = event::store::event(tx.db(), held.event_id)
            .await?
            .ok_or_else(missing)?;
        for person in people {
            let old = store::of_person(tx.db(), event.id, *person).await?;
            let Some(old) = old.filter(|old| !rules::has_left(old.state)) else {
                continue;
            };
            let mut row = old.clone();
            row.state = RsvpState::Withdrawn;
            row.queue_no = None;
            row.offer_expires_at = None;
            row.note = None;
            row.answered_at = tx.now();
            settle(tx, &event, &mut held, Some(&old), row).await?;
        }
    }
    member_store::forget_people(tx, people).await?;
    store::forget_notes(tx, people).await
}
