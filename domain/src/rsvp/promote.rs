//! Moves waiting parties up while there is room.

use mulin_entities::{RsvpId, RsvpState, event, event_seats};

use super::rules::Terms;
use super::{offers, rules, waitlist_store};
use crate::change::{RsvpChange, What};
use crate::error::Result;
use crate::event::seats;
use crate::tx::Tx;

/// Gives free seats to waiting parties, first come first served: among those that fit, or, in a
/// strict order, until one does not. Where the event says so, seats are held for them to take. The
/// caller holds the lock of the seats and saves them afterwards.
pub(super) async fn promote(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
) -> Result<()> {
    if held.waitlisted == 0 || !rules::promotes(event, tx.now()) {
        return Ok(());
    }
    let strict = Terms::from(event).strict;
    let window = offers::window_of(tx, event);
    let mut after = 0;
    loop {
        let free = seats::free(held);
        if free == Some(0) {
            return Ok(());
        }
        // Only those that fit now are read; each that is seated leaves less for the next. In a strict
        // order the next counts, whether or not it fits.
        let fits = free.filter(|_| !strict);
        let page = waitlist_store::waiting(tx, event.id, event.schedule_rev, after, fits).await?;
        let Some(last) = page.last().and_then(|row| row.queue_no) else {
            return Ok(());
        };
        after = last;
        let mut moved: Vec<RsvpId> = Vec::new();
        let mut held_up = false;
        for mut row in page {
            let party = row.adults + row.children;
            if !seats::fits(held, party) {
                held_up = strict;
                if held_up {
                    break;
                }
                continue;
            }
            seats::hold(held, party);
            held.waitlisted -= 1;
            moved.push(row.id);
            row.state = match window {
                Some(_) => RsvpState::Offered,
                None => RsvpState::Going,
            };
            let change = RsvpChange::of(Some(RsvpState::Waitlisted), &row);
            let what = match window {
                Some(_) => What::RsvpOffered(change),
                None => What::RsvpPromoted(change),
            };
            tx.record(event.root_area_id, what);
        }
        if !moved.is_empty() {
            match window {
                Some(window) => {
                    waitlist_store::offer(tx, moved.clone(), window.ends_at).await?;
                    offers::plan(tx, &moved, window).await?;
                }
                None => waitlist_store::promote(tx, moved).await?,
            }
        }
        if held_up {
            return Ok(());
        }
    }
}
