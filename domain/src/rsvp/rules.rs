//! What becomes of an answer. Pure.

use chrono::TimeDelta;
use mulin_entities::{EventState, RsvpState, event, event_seats};
use serde::Serialize;

use super::RsvpError;
use crate::clock::Instant;
use crate::event::rules::Phase;
use crate::event::{EventError, seats};

/// Nobody is promoted so shortly before the start: they would not learn of it in time.
pub const LAST_PROMOTION: TimeDelta = TimeDelta::hours(2);

/// What a client may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Answer {
    /// Comes.
    Going,
    /// Perhaps.
    Maybe,
    /// Does not come.
    Declined,
}

/// What to do when the event is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum WhenFull {
    /// Join the waitlist.
    #[default]
    Waitlist,
    /// Refuse.
    Refuse,
}

/// An answer as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: RsvpState,
    /// Size of the party.
    pub party: i32,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The new state.
    pub state: RsvpState,
    /// It enters the order of arrival at the tail; otherwise it keeps its place, if it has one.
    pub to_tail: bool,
    /// The person had left and is back, so that reminders are sent anew.
    pub came_back: bool,
}

/// Decides about an answer while the seats are locked.
pub fn decide(
    answer: Answer,
    party: i32,
    when_full: WhenFull,
    standing: Option<Standing>,
    held: &event_seats::Model,
) -> Result<Outcome, RsvpError> {
    let left = standing.is_some_and(|old| has_left(old.state));
    let outcome = |state, to_tail| Outcome {
        state,
        to_tail,
        came_back: left && state != RsvpState::Declined,
    };
    match (answer, standing) {
        (Answer::Maybe, _) => Ok(outcome(RsvpState::Maybe, false)),
        (Answer::Declined, _) => Ok(outcome(RsvpState::Declined, false)),
        (
            Answer::Going,
            Some(Standing {
                state: RsvpState::Going,
                party: old,
            }),
        ) => {
            if party > old && !seats::fits(held, party - old) {
                let free = seats::free(held).unwrap_or_default();
                let waitlist_length = held.waitlisted;
                return Err(RsvpError::PartyDoesNotFit {
                    waitlist_length,
                    free,
                });
            }
            Ok(outcome(RsvpState::Going, false))
        }
        (
            Answer::Going,
            Some(Standing {
                state: RsvpState::Waitlisted,
                party: old,
            }),
        ) => {
            // Who waits and answers again is let in if there is room, as a newcomer would be: also
            // when nobody is promoted any more, because this person knows.
            if seats::fits(held, party) {
                return Ok(outcome(RsvpState::Going, false));
            }
            Ok(outcome(RsvpState::Waitlisted, party > old))
        }
        (Answer::Going, _) if seats::fits(held, party) => Ok(outcome(RsvpState::Going, true)),
        (Answer::Going, _) if when_full == WhenFull::Waitlist => {
            Ok(outcome(RsvpState::Waitlisted, true))
        }
        (Answer::Going, _) => Err(RsvpError::EventFull {
            waitlist_length: held.waitlisted,
            free: seats::free(held).unwrap_or_default(),
        }),
    }
}

/// Whether a person has said not to come, or taken the answer back.
pub fn has_left(state: RsvpState) -> bool {
    matches!(state, RsvpState::Declined | RsvpState::Withdrawn)
}

/// Seats that an answer holds.
pub fn seats_held(state: RsvpState, party: i32) -> i32 {
    if state == RsvpState::Going { party } else { 0 }
}

/// Whether the event takes answers now.
pub fn must_take_answers(event: impl Into<Phase>, now: Instant) -> Result<(), Closed> {
    let event = event.into();
    match event.state {
        EventState::Draft => return Err(EventError::NotPublished.into()),
        EventState::Cancelled => return Err(EventError::Cancelled.into()),
        EventState::Published => {}
    }
    if event.ends_at <= now {
        return Err(EventError::Ended { at: event.ends_at }.into());
    }
    if let Some(opens_at) = event.rsvp_opens_at.filter(|opens_at| *opens_at > now) {
        return Err(RsvpError::NotOpenYet { opens_at }.into());
    }
    let closed_at = closes_at(event);
    if closed_at <= now {
        return Err(RsvpError::Closed { closed_at }.into());
    }
    Ok(())
}

/// Why an event takes no answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Because of its state.
    Event(EventError),
    /// Because of its terms.
    Rsvp(RsvpError),
}

impl From<EventError> for Closed {
    fn from(error: EventError) -> Self {
        Self::Event(error)
    }
}

impl From<RsvpError> for Closed {
    fn from(error: RsvpError) -> Self {
        Self::Rsvp(error)
    }
}

impl From<Closed> for crate::error::Refusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Event(error) => error.into(),
            Closed::Rsvp(error) => error.into(),
        }
    }
}

/// Until when answers are taken.
pub fn closes_at(event: impl Into<Phase>) -> Instant {
    let event = event.into();
    event.rsvp_closes_at.unwrap_or(event.starts_at)
}

/// Whether waiting parties still move up.
pub fn promotes(event: &event::Model, now: Instant) -> bool {
    event.state == EventState::Published
        && now < closes_at(event)
        && now < event.starts_at - LAST_PROMOTION
}

#[cfg(test)]
mod tests {
    use super::*;
    use mulin_entities::EventId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn held(capacity: Option<i32>, taken: i32) -> event_seats::Model {
        let mut held = seats::new(EventId(Uuid::nil()), capacity);
        held.taken = taken;
        held
    }

    #[test]
    fn the_table_of_answers() {
        let full = held(Some(10), 10);
        let room = held(Some(10), 6);
        let standing = |state, party| Some(Standing { state, party });
        let go = |party, old, held| decide(Answer::Going, party, WhenFull::Waitlist, old, held);
        let outcome = |state, to_tail, came_back| {
            Ok(Outcome {
                state,
                to_tail,
                came_back,
            })
        };

        assert_eq!(go(4, None, &room), outcome(RsvpState::Going, true, false));
        assert_eq!(
            go(5, None, &room),
            outcome(RsvpState::Waitlisted, true, false)
        );
        assert_eq!(
            decide(Answer::Going, 5, WhenFull::Refuse, None, &room),
            Err(RsvpError::EventFull {
                waitlist_length: 0,
                free: 4
            })
        );
        // Growing into what is free, past it, and shrinking.
        let going = standing(RsvpState::Going, 2);
        assert_eq!(go(6, going, &room), outcome(RsvpState::Going, false, false));
        assert_eq!(
            go(7, going, &room),
            Err(RsvpError::PartyDoesNotFit {
                waitlist_length: 0,
                free: 4
            })
        );
        assert_eq!(go(1, going, &full), outcome(RsvpState::Going, false, false));
        // Waiting: growing goes to the tail, shrinking keeps the place.
        let waiting = standing(RsvpState::Waitlisted, 2);
        assert_eq!(
            go(3, waiting, &full),
            outcome(RsvpState::Waitlisted, true, false)
        );
        assert_eq!(
            go(1, waiting, &full),
            outcome(RsvpState::Waitlisted, false, false)
        );
        assert_eq!(
            go(4, waiting, &room),
            outcome(RsvpState::Going, false, false)
        );
        // Who comes back enters at the tail, and is reminded anew.
        let left = standing(RsvpState::Withdrawn, 2);
        assert_eq!(
            go(2, left, &full),
            outcome(RsvpState::Waitlisted, true, true)
        );
        assert_eq!(go(2, left, &room), outcome(RsvpState::Going, true, true));
        let maybe = decide(Answer::Maybe, 2, WhenFull::Waitlist, left, &full);
        assert_eq!(maybe, outcome(RsvpState::Maybe, false, true));
        let declined = decide(Answer::Declined, 2, WhenFull::Waitlist, left, &full);
        assert_eq!(declined, outcome(RsvpState::Declined, false, false));
    }

    proptest! {
        #[test]
        fn no_answer_takes_more_than_is_free(
            capacity in proptest::option::of(0..40i32), others in 0..40i32, party in 1..=20i32,
            old in proptest::option::of((0..5usize, 1..=20i32)), refuse: bool,
        ) {
            let states = [RsvpState::Going, RsvpState::Maybe, RsvpState::Declined,
                RsvpState::Waitlisted, RsvpState::Withdrawn];
            let standing = old.map(|(state, party)| Standing { state: states[state], party });
            let mine = standing.map_or(0, |old| seats_held(old.state, old.party));
            // Lowered capacities leave more taken than there is.
            let before = held(capacity, others + mine);
            let when_full = if refuse { WhenFull::Refuse } else { WhenFull::Waitlist };
            if let Ok(outcome) = decide(Answer::Going, party, when_full, standing, &before) {
                let growth = seats_held(outcome.state, party) - mine;
                prop_assert!(growth <= 0 || capacity.is_none_or(|c| before.taken + growth <= c));
            }
        }
    }
}
