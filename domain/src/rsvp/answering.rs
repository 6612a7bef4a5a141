//! What an answer makes of the row that stands, while the seats are locked. Pure: what it depends on
//! was read before, one answer at a time or for many at once.

use mulin_entities::{RsvpId, RsvpState, Visibility, event, event_seats, rsvp};

use super::respond::Party;
use super::rules::{self, Answer, Situation, Standing, Terms, WhenFull};
use super::{RsvpError, store};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::event::seats;
use crate::person::acting::Guest;

/// What was said, checked.
pub(super) struct Said {
    /// What.
    pub answer: Answer,
    /// Who comes; as before if left out, or one adult.
    pub party: Option<Party>,
    /// A word to the organiser; as before if left out, none if empty.
    pub note: Option<String>,
    /// What to do when the event is full.
    pub when_full: WhenFull,
}

impl Said {
    /// Who comes: as said, as before, or one adult.
    pub fn party(&self, old: Option<&rsvp::Model>) -> Party {
        let before = |old: &rsvp::Model| Party {
            respondent_comes: old.respondent_comes,
            ..Party::of(old.adults, old.children)
        };
        let said = self.party.clone();
        said.or_else(|| old.map(before)).unwrap_or(Party::of(1, 0))
    }
}

/// What was read under the lock.
pub(super) struct Circumstances<'a> {
    /// The event, which the person may answer.
    pub event: &'a event::Model,
    /// Its seats.
    pub held: &'a mut event_seats::Model,
    /// The person's answer so far.
    pub old: Option<&'a rsvp::Model>,
    /// See [`Situation`].
    pub waits_before: bool,
    /// See [`Situation`].
    pub household_claims: i32,
    /// The instant of the transaction.
    pub now: Instant,
}

/// The answer as it will stand, with its place in the order of arrival if it gets one; the same as
/// before if nothing changes. The seats are moved by whoever writes it.
pub(super) fn answered(
    said: Said,
    guest: &Guest,
    circumstances: Circumstances<'_>,
    new_id: impl FnOnce() -> RsvpId,
) -> Result<rsvp::Model, RsvpError> {
    let Circumstances {
        event, held, old, ..
    } = circumstances;
    let party = said.party(old);
    let standing = old.map(|old| Standing {
        state: old.state,
        party: old.adults + old.children,
    });
    rules::must_be_small(said.answer, party.size(), event.max_party, standing)?;
    let situation = Situation {
        standing,
        held,
        terms: Terms::from(event),
        waits_before: circumstances.waits_before,
        household_claims: circumstances.household_claims,
    };
    let outcome = rules::decide(said.answer, party.size(), said.when_full, situation)?;

    let mut row = match old {
        Some(old) => old.clone(),
        None => store::first(new_id(), event, guest, circumstances.now),
    };
    row.state = outcome.state;
    row.offer_expires_at = None;
    row.withdrew_late = false;
    let asks = |state| state == RsvpState::Requested;
    if asks(row.state) && !old.is_some_and(|old| asks(old.state)) {
        // What was decided about an earlier request is over.
        (row.decided_by, row.decided_at, row.decision_reason) = (None, None, None);
    }
    (row.adults, row.children) = (party.adults, party.children);
    row.respondent_comes = party.respondent_comes;
    if let Some(note) = said.note {
        row.note = Some(note).filter(|note| !note.is_empty());
    }
    row.answer_rev += i32::from(outcome.came_back);
    row.schedule_rev = event.schedule_rev;
    (row.household_id, row.unit_id) = (guest.household_id, guest.unit_id);
    if outcome.to_tail {
        row.queue_no = Some(seats::next_queue_no(held));
    } else if !matches!(row.state, RsvpState::Going | RsvpState::Waitlisted) {
        row.queue_no = None;
    }
    Ok(row)
}

/// Notes who gave the answer, how, and when.
pub(super) fn stamp(row: &mut rsvp::Model, guest: &Guest, now: Instant) {
    (row.via, row.answered_by) = (guest.via, guest.by);
    row.answered_at = now;
}

/// Whether an event is open to who sees it and answers for themselves. Who only asked to be registered
/// comes to what is public, and where they themselves were invited.
pub(super) fn is_for_oneself(event: &event::Model, guest: &Guest, actor: &Actor) -> bool {
    event.visibility == Visibility::Public || guest.confirmed || actor.is_invited(event.id)
}
