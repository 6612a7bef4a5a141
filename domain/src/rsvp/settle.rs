//! Writes an answer with the seats that it takes or gives back.

use mulin_entities::{RsvpState, event, event_seats, rsvp};

use super::promote::promote;
use super::{rules, store};
use crate::change::{RsvpChange, What};
use crate::error::{Error, Result};
use crate::event::seats;
use crate::tx::Tx;

/// Writes an answer, moves the seats from what it held to what it holds, and promotes who fits into
/// what became free. The caller holds the lock of the seats.
pub(super) async fn settle(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
    old: Option<&rsvp::Model>,
    row: rsvp::Model,
) -> Result<rsvp::Model> {
    let may_fit = move_seats(tx, event, held, old, &row);
    match old {
        Some(_) => store::update(tx, &row).await?,
        None => store::insert(tx, &row).await?,
    }
    if may_fit {
        promote(tx, event, held).await?;
    }
    seats::save(tx, held).await?;
    if may_fit && row.state == RsvpState::Waitlisted {
        // It may have been promoted itself.
        return store::rsvp(tx.db(), row.id)
            .await?
            .ok_or_else(|| Error::not_found("id"));
    }
    Ok(row)
}

/// Moves the seats from what an answer held to what it holds, and records the change. Tells whether
/// somebody who waits may now fit. The row and the seats are for the caller to write.
pub(super) fn move_seats(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
    old: Option<&rsvp::Model>,
    row: &rsvp::Model,
) -> bool {
    let size = row.adults + row.children;
    let (holds, held_before) = (seats_of(row), old.map_or(0, seats_of));
    let waits = |state| i32::from(state == RsvpState::Waitlisted);
    seats::hold(held, (holds - held_before).max(0));
    seats::release(held, (held_before - holds).max(0));
    held.waitlisted += waits(row.state) - old.map_or(0, |old| waits(old.state));
    let change = RsvpChange {
        event_id: event.id,
        rsvp_id: row.id,
        person_id: row.person_id,
        from: old.map(|old| old.state),
        to: row.state,
        seats: size,
        queue_no: row.queue_no,
        answer_rev: row.answer_rev,
    };
    tx.record(event.root_area_id, What::RsvpAnswered(change));
    may_fit(old, row)
}

/// Whether seats become free by the answer, or a waiting party shrinks into what is free.
pub(super) fn may_fit(old: Option<&rsvp::Model>, row: &rsvp::Model) -> bool {
    seats_of(row) < old.map_or(0, seats_of) || row.state == RsvpState::Waitlisted && old.is_some()
}

fn seats_of(row: &rsvp::Model) -> i32 {
    rules::seats_held(row.state, row.adults + row.children)
}
