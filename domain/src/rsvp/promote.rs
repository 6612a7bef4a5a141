//! Moves waiting parties up while there is room.

use mulin_entities::{RsvpState, event, event_seats};

use super::{rules, store};
use crate::change::{RsvpChange, What};
use crate::error::Result;
use crate::event::seats;
use crate::tx::Tx;

/// Gives free seats to waiting parties, first come first served among those that fit. The caller
/// holds the lock of the seats and saves them afterwards.
pub(super) async fn promote(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
) -> Result<()> {
    if held.waitlisted == 0 || !rules::promotes(event, tx.now()) {
        return Ok(());
    }
    let mut after = 0;
    loop {
        let free = seats::free(held);
        if free == Some(0) {
            return Ok(());
        }
        // Only those that fit now are read; each that is seated leaves less for the next.
        let page = store::waiting(tx, event.id, event.schedule_rev, after, free).await?;
        let Some(last) = page.last().and_then(|row| row.queue_no) else {
            return Ok(());
        };
        after = last;
        let mut promoted = Vec::new();
        for row in page {
            let party = row.adults + row.children;
            if seats::fits(held, party) {
                seats::hold(held, party);
                held.waitlisted -= 1;
                promoted.push(row.id);
                let change = RsvpChange {
                    event_id: event.id,
                    rsvp_id: row.id,
                    person_id: row.person_id,
                    from: Some(RsvpState::Waitlisted),
                    to: RsvpState::Going,
                    seats: party,
                    queue_no: row.queue_no,
                    answer_rev: row.answer_rev,
                };
                tx.record(event.root_area_id, What::RsvpPromoted(change));
            }
        }
        if !promoted.is_empty() {
            store::promote(tx, promoted).await?;
        }
    }
}
