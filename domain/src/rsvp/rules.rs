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
mod tests;
