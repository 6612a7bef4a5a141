//! Writes an answer with the seats that it takes or gives back.

use mulin_entities::{RsvpState, event, event_seats, rsvp};

use super::promote::promote;
use super::rules::Terms;
use super::states::claims;
use super::{member_store, offers, rules, store};
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
    settle_as(tx, event, held, old, row, What::RsvpAnswered).await
}

/// As [`settle`], of what was not the person's own doing.
pub(super) async fn settle_as(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
    old: Option<&rsvp::Model>,
    row: rsvp::Model,
    what: fn(RsvpChange) -> What,
) -> Result<rsvp::Model> {
    let may_fit = move_seats(tx, event, held, old, &row, what);
    match old {
        Some(_) => store::update(tx, &row).await?,
        None => store::insert(tx, &row).await?,
    }
    let from = old.map(|old| old.state);
    // A first answer names nobody yet.
    if from.is_some_and(|from| claims(from) != claims(row.state)) {
        member_store::hold(tx, &[row.id], claims(row.state)).await?;
    }
    if from == Some(RsvpState::Offered) {
        offers::drop_work(tx, [row.id]).await?;
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
    what: fn(RsvpChange) -> What,
) -> bool {
    let (holds, held_before) = (seats_of(row), old.map_or(0, seats_of));
    let waits = |state| i32::from(state == RsvpState::Waitlisted);
    seats::hold(held, (holds - held_before).max(0));
    seats::release(held, (held_before - holds).max(0));
    held.waitlisted += waits(row.state) - old.map_or(0, |old| waits(old.state));
    let change = RsvpChange::of(old.map(|old| old.state), row);
    tx.record(event.root_area_id, what(change));
    may_fit(event, old, row)
}

/// Whether seats become free by the answer, a waiting party shrinks into what is free, or, in a strict
/// order, one that held up the others waits no longer.
pub(super) fn may_fit(event: &event::Model, old: Option<&rsvp::Model>, row: &rsvp::Model) -> bool {
    let waited = old.is_some_and(|old| old.state == RsvpState::Waitlisted);
    seats_of(row) < old.map_or(0, seats_of)
        || row.state == RsvpState::Waitlisted && old.is_some()
        || waited && Terms::from(event).strict
}

fn seats_of(row: &rsvp::Model) -> i32 {
    rules::seats_held(row.state, row.adults + row.children)
}
