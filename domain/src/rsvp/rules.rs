//! What becomes of an answer. Pure.

use chrono::TimeDelta;
use mulin_entities::{EventState, RsvpState, WaitlistOrder, event, event_seats, rsvp};
use serde::Serialize;

use super::RsvpError;
use super::states::{claims, holds};
use crate::clock::Instant;
use crate::event::rules::Phase;
use crate::event::{EventError, seats};

pub use super::states::has_left;

/// Nobody is promoted so shortly before the start: they would not learn of it in time.
pub const LAST_PROMOTION: TimeDelta = TimeDelta::hours(2);

/// Who gives seats back so shortly before the start is late.
pub const LATE: TimeDelta = TimeDelta::hours(24);

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

/// What an event asks of those who want seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Those who run it approve each answer first.
    pub needs_approval: bool,
    /// Nobody passes those who wait.
    pub strict: bool,
    /// Most seats a household.
    pub household_limit: Option<i32>,
}

impl From<&event::Model> for Terms {
    fn from(event: &event::Model) -> Self {
        Self {
            needs_approval: event.needs_approval,
            strict: event.waitlist_order == WaitlistOrder::Strict,
            household_limit: event.household_limit,
        }
    }
}

/// What an answer is decided by, while the seats are locked.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The person's answer so far.
    pub standing: Option<Standing>,
    /// The seats.
    pub held: &'a event_seats::Model,
    /// What the event asks.
    pub terms: Terms,
    /// Whether a party waits, for this schedule of the event, that arrived before this one: before
    /// anybody new, and before the place of a party that waits itself. Asked of a strict order alone.
    pub waits_before: bool,
    /// Seats that others of the household hold, wait or ask for. Asked where they are limited.
    pub household_claims: i32,
}

impl Situation<'_> {
    /// Whether so many more seats may be taken now.
    fn fits(&self, seats: i32) -> bool {
        seats::fits(self.held, seats) && !(self.terms.strict && self.waits_before)
    }

    fn free(&self) -> i32 {
        seats::free(self.held).unwrap_or_default()
    }
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
    situation: Situation<'_>,
) -> Result<Outcome, RsvpError> {
    let standing = situation.standing;
    let left = standing.is_some_and(|old| has_left(old.state));
    let outcome = |state, to_tail| Outcome {
        state,
        to_tail,
        came_back: left && state != RsvpState::Declined,
    };
    if standing.is_some_and(|old| old.state == RsvpState::Refused) {
        return Err(RsvpError::RequestRefused);
    }
    match answer {
        Answer::Maybe => return Ok(outcome(RsvpState::Maybe, false)),
        Answer::Declined => return Ok(outcome(RsvpState::Declined, false)),
        Answer::Going => {}
    }
    must_keep_household_limit(party, situation)?;
    match standing.map(|old| (old.state, old.party)) {
        // Seats that are held already: only what is more has to fit.
        Some((RsvpState::Going | RsvpState::Offered, old)) => {
            if party > old && !situation.fits(party - old) {
                return Err(RsvpError::PartyDoesNotFit {
                    waitlist_length: situation.held.waitlisted,
                    free: situation.free(),
                });
            }
            Ok(outcome(RsvpState::Going, false))
        }
        // Who waits and answers again is let in if there is room, as a newcomer would be: also
        // when nobody is promoted any more, because this person knows.
        Some((RsvpState::Waitlisted, old)) => {
            if situation.fits(party) {
                return Ok(outcome(RsvpState::Going, false));
            }
            Ok(outcome(RsvpState::Waitlisted, party > old))
        }
        Some((RsvpState::Requested, _)) => Ok(outcome(RsvpState::Requested, false)),
        _ if situation.terms.needs_approval => Ok(outcome(RsvpState::Requested, false)),
        _ if situation.fits(party) => Ok(outcome(RsvpState::Going, true)),
        _ if when_full == WhenFull::Waitlist => Ok(outcome(RsvpState::Waitlisted, true)),
        _ => Err(RsvpError::EventFull {
            waitlist_length: situation.held.waitlisted,
            free: situation.free(),
        }),
    }
}

/// Refuses a party larger than the event takes. A lowered maximum turns nobody away who has answered,
/// and nobody is kept from declining.
pub fn must_be_small(
    answer: Answer,
    party: i32,
    max: i32,
    standing: Option<Standing>,
) -> Result<(), RsvpError> {
    let stands = standing.is_some_and(|old| !has_left(old.state) && party <= old.party);
    if party > max && !stands && answer != Answer::Declined {
        return Err(RsvpError::PartyTooLarge { max });
    }
    Ok(())
}

/// Seats that an answer holds.
pub fn seats_held(state: RsvpState, party: i32) -> i32 {
    if holds(state) { party } else { 0 }
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
pub fn promotes(event: impl Into<Phase>, now: Instant) -> bool {
    let event = event.into();
    event.state == EventState::Published && now < last_promotion(event)
}

/// Until when waiting parties move up, and seats are held for them.
pub fn last_promotion(event: impl Into<Phase>) -> Instant {
    let event = event.into();
    closes_at(event).min(event.starts_at - LAST_PROMOTION)
}

/// Whether taking back an answer is late: its seats can hardly go to anybody any more. Only who holds
/// seats can be late; a decline, which answers take until they close, is a word in time and is not
/// marked.
pub fn leaves_late(state: RsvpState, event: impl Into<Phase>, now: Instant) -> bool {
    let event = event.into();
    holds(state) && now >= closes_at(event).min(event.starts_at - LATE)
}

/// Whether seats are held for the party no longer, whether or not that was noted: nothing hangs on
/// the moment at which it is.
pub fn has_lapsed(rsvp: &rsvp::Model, now: Instant) -> bool {
    rsvp.state == RsvpState::Offered && rsvp.offer_expires_at.is_some_and(|end| end <= now)
}

/// Those who are let in by those who run the event get seats if there are any, and wait at the tail
/// if not. Asked of REQUESTED, and of REFUSED if they think better of it.
pub fn approve(party: i32, situation: Situation<'_>) -> Result<Outcome, RsvpError> {
    let standing = situation.standing;
    if !standing.is_some_and(|old| matches!(old.state, RsvpState::Requested | RsvpState::Refused)) {
        return Err(RsvpError::NotRequested);
    }
    // A request counts as seats that the household wants; a refusal gave them back.
    must_keep_household_limit(party, situation)?;
    let state = if situation.fits(party) {
        RsvpState::Going
    } else {
        RsvpState::Waitlisted
    };
    Ok(Outcome {
        state,
        to_tail: true,
        came_back: false,
    })
}

/// A lowered limit takes nothing from a household that has more.
fn must_keep_household_limit(party: i32, situation: Situation<'_>) -> Result<(), RsvpError> {
    let claimed = situation
        .standing
        .filter(|old| claims(old.state))
        .map_or(0, |old| old.party);
    if let Some(max) = situation.terms.household_limit
        && party > claimed
        && situation.household_claims + party > max
    {
        let left = (max - situation.household_claims).max(0);
        return Err(RsvpError::HouseholdLimit { max, left });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::states::{Act, leads_to};
    use super::*;
    use mulin_entities::EventId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn held(capacity: Option<i32>, taken: i32) -> event_seats::Model {
        let mut held = seats::new(EventId(Uuid::nil()), capacity);
        held.taken = taken;
        held
    }

    fn now(held: &event_seats::Model, standing: Option<Standing>) -> Situation<'_> {
        Situation {
            standing,
            held,
            terms: Terms::default(),
            waits_before: false,
            household_claims: 0,
        }
    }

    fn standing(state: RsvpState, party: i32) -> Option<Standing> {
        Some(Standing { state, party })
    }

    fn going(party: i32, situation: Situation<'_>) -> Result<Outcome, RsvpError> {
        decide(Answer::Going, party, WhenFull::Waitlist, situation)
    }

    fn outcome(state: RsvpState, to_tail: bool, came_back: bool) -> Result<Outcome, RsvpError> {
        Ok(Outcome {
            state,
            to_tail,
            came_back,
        })
    }

    #[test]
    fn the_table_of_answers() {
        let full = held(Some(10), 10);
        let room = held(Some(10), 6);
        let go = |party, old, held| going(party, now(held, old));

        assert_eq!(go(4, None, &room), outcome(RsvpState::Going, true, false));
        assert_eq!(
            go(5, None, &room),
            outcome(RsvpState::Waitlisted, true, false)
        );
        assert_eq!(
            decide(Answer::Going, 5, WhenFull::Refuse, now(&room, None)),
            Err(RsvpError::EventFull {
                waitlist_length: 0,
                free: 4
            })
        );
        // Growing into what is free, past it, and shrinking.
        let comes = standing(RsvpState::Going, 2);
        assert_eq!(go(6, comes, &room), outcome(RsvpState::Going, false, false));
        assert_eq!(
            go(7, comes, &room),
            Err(RsvpError::PartyDoesNotFit {
                waitlist_length: 0,
                free: 4
            })
        );
        assert_eq!(go(1, comes, &full), outcome(RsvpState::Going, false, false));
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
        let answered = |answer| decide(answer, 2, WhenFull::Waitlist, now(&full, left));
        assert_eq!(
            answered(Answer::Maybe),
            outcome(RsvpState::Maybe, false, true)
        );
        assert_eq!(
            answered(Answer::Declined),
            outcome(RsvpState::Declined, false, false)
        );
    }

    #[test]
    fn an_offer_is_accepted_with_the_seats_that_are_held() {
        let full = held(Some(10), 10);
        let offered = standing(RsvpState::Offered, 2);
        for party in [1, 2] {
            let accepted = going(party, now(&full, offered));
            assert_eq!(accepted, outcome(RsvpState::Going, false, false));
        }
        let larger = going(3, now(&full, offered));
        assert!(matches!(larger, Err(RsvpError::PartyDoesNotFit { .. })));
        // What was let pass is over: its person enters at the tail.
        let expired = standing(RsvpState::Expired, 2);
        let again = going(2, now(&full, expired));
        assert_eq!(again, outcome(RsvpState::Waitlisted, true, true));
    }

    #[test]
    fn approval_comes_before_seats() {
        let room = held(Some(10), 0);
        let asking = |standing| Situation {
            terms: Terms {
                needs_approval: true,
                ..Terms::default()
            },
            ..now(&room, standing)
        };
        let requested = outcome(RsvpState::Requested, false, false);
        assert_eq!(going(2, asking(None)), requested);
        let party = standing(RsvpState::Requested, 2);
        assert_eq!(going(5, asking(party)), requested);
        // Who was let in grows and shrinks as anybody.
        let comes = standing(RsvpState::Going, 2);
        assert_eq!(
            going(5, asking(comes)),
            outcome(RsvpState::Going, false, false)
        );
        for answer in [Answer::Going, Answer::Maybe, Answer::Declined] {
            let refused = asking(standing(RsvpState::Refused, 2));
            let again = decide(answer, 2, WhenFull::Waitlist, refused);
            assert_eq!(again, Err(RsvpError::RequestRefused));
        }
    }

    #[test]
    fn nobody_passes_in_a_strict_order() {
        let room = held(Some(10), 6);
        let behind = |standing, strict| Situation {
            terms: Terms {
                strict,
                ..Terms::default()
            },
            waits_before: true,
            ..now(&room, standing)
        };
        let waitlisted = outcome(RsvpState::Waitlisted, true, false);
        assert_eq!(going(1, behind(None, true)), waitlisted);
        let passes = outcome(RsvpState::Going, true, false);
        assert_eq!(going(1, behind(None, false)), passes);
        // Growing takes a free seat too.
        let grown = going(3, behind(standing(RsvpState::Going, 2), true));
        assert!(matches!(grown, Err(RsvpError::PartyDoesNotFit { .. })));
    }

    #[test]
    fn a_household_has_so_many_seats() {
        let room = held(None, 6);
        let of = |standing, household_claims| Situation {
            terms: Terms {
                household_limit: Some(4),
                ..Terms::default()
            },
            household_claims,
            ..now(&room, standing)
        };
        assert!(going(4, of(None, 0)).is_ok());
        let (max, left) = (4, 1);
        let refused = Err(RsvpError::HouseholdLimit { max, left });
        assert_eq!(going(2, of(None, 3)), refused);
        // A limit that was lowered takes nothing away, and lets nothing grow.
        let comes = standing(RsvpState::Going, 6);
        assert!(going(5, of(comes, 3)).is_ok());
        assert!(going(7, of(comes, 0)).is_err());
    }

    fn any_state() -> impl Strategy<Value = RsvpState> {
        proptest::sample::select(vec![
            RsvpState::Going,
            RsvpState::Maybe,
            RsvpState::Declined,
            RsvpState::Waitlisted,
            RsvpState::Offered,
            RsvpState::Requested,
            RsvpState::Refused,
            RsvpState::Expired,
            RsvpState::Withdrawn,
        ])
    }

    fn any_answer() -> impl Strategy<Value = Answer> {
        proptest::sample::select(vec![Answer::Going, Answer::Maybe, Answer::Declined])
    }

    proptest! {
        #[test]
        fn answers_follow_the_table_and_take_no_more_than_is_free(
            capacity in proptest::option::of(0..40i32), others in 0..40i32, party in 1..=20i32,
            old in proptest::option::of((any_state(), 1..=20i32)), answer in any_answer(),
            refuse: bool, needs_approval: bool, strict: bool, waits_before: bool,
            household_limit in proptest::option::of(1..30i32), household_claims in 0..30i32,
        ) {
            let standing = old.map(|(state, party)| Standing { state, party });
            let mine = standing.map_or(0, |old| seats_held(old.state, old.party));
            // Lowered capacities leave more taken than there is.
            let before = held(capacity, others + mine);
            let when_full = if refuse { WhenFull::Refuse } else { WhenFull::Waitlist };
            let situation = Situation {
                standing,
                held: &before,
                terms: Terms { needs_approval, strict, household_limit },
                waits_before,
                household_claims,
            };
            let from = standing.map(|old| old.state);
            let reachable = leads_to(from, Act::Answer(answer));
            if let Ok(outcome) = decide(answer, party, when_full, situation) {
                prop_assert!(reachable.contains(&outcome.state), "{from:?} {answer:?} {outcome:?}");
                let growth = seats_held(outcome.state, party) - mine;
                prop_assert!(growth <= 0 || capacity.is_none_or(|c| before.taken + growth <= c));
                prop_assert!(growth <= 0 || !(strict && waits_before));
                let more = claims(outcome.state)
                    && standing.is_none_or(|old| !claims(old.state) || party > old.party);
                prop_assert!(!more || household_limit.is_none_or(|max| household_claims + party <= max));
            } else {
                prop_assert!(answer == Answer::Going || from == Some(RsvpState::Refused));
            }
        }
    }
}
