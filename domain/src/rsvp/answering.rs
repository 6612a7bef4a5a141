//! What an answer makes of the row that stands, while the seats are locked. Pure: what it depends on
//! was read before, one answer at a time or for many at once.

use mulin_entities::{RsvpId, RsvpState, Visibility, event, event_seats, rsvp};

use super::respond::Party;
use super::rules::{self, Answer, Situation, Standing, Terms, WhenFull};
use super::{RsvpError, store};
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

/// The answer as it will stand, with its place in the order of arrival if it gets one; none if
/// nothing changes. The seats are moved by whoever writes it.
pub(super) fn answered(
    said: Said,
    guest: &Guest,
    circumstances: Circumstances<'_>,
    new_id: impl FnOnce() -> RsvpId,
) -> Result<Option<rsvp::Model>, RsvpError> {
    let Circumstances {
        event, held, old, ..
    } = circumstances;
    let old_party = old.map(|old| Party {
        adults: old.adults,
        children: old.children,
    });
    let party = said.party.or(old_party).unwrap_or(Party {
        adults: 1,
        children: 0,
    });
    let size = party.adults + party.children;
    // A lowered maximum turns nobody away who has answered, and nobody is kept from declining.
    let stands =
        old.is_some_and(|old| !rules::has_left(old.state) && size <= old.adults + old.children);
    if size > event.max_party && !stands && said.answer != Answer::Declined {
        return Err(RsvpError::PartyTooLarge {
            max: event.max_party,
        });
    }
    let situation = Situation {
        standing: old.map(|old| Standing {
            state: old.state,
            party: old.adults + old.children,
        }),
        held,
        terms: Terms::from(event),
        waits_before: circumstances.waits_before,
        household_claims: circumstances.household_claims,
    };
    let outcome = rules::decide(said.answer, size, said.when_full, situation)?;

    let mut row = match old {
        Some(old) => old.clone(),
        None => store::first(new_id(), event, guest, circumstances.now),
    };
    row.state = outcome.state;
    row.offer_expires_at = None;
    row.withdrew_late = false;
    (row.adults, row.children) = (party.adults, party.children);
    if let Some(note) = said.note {
        row.note = Some(note).filter(|note| !note.is_empty());
    }
    row.answer_rev += i32::from(outcome.came_back);
    row.schedule_rev = event.schedule_rev;
    (row.household_id, row.unit_id) = (guest.household_id, guest.unit_id);
    if old == Some(&row) {
        return Ok(None);
    }
    if outcome.to_tail {
        row.queue_no = Some(seats::next_queue_no(held));
    } else if !matches!(row.state, RsvpState::Going | RsvpState::Waitlisted) {
        row.queue_no = None;
    }
    (row.via, row.answered_by) = (guest.via, guest.by);
    row.answered_at = circumstances.now;
    Ok(Some(row))
}

/// Whether an event is open to who sees it and answers for themselves. Who only asked to be registered
/// comes to what is public.
pub(super) fn is_for_oneself(event: &event::Model, guest: &Guest) -> bool {
    event.visibility == Visibility::Public || guest.confirmed
}
