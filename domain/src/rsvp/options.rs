//! What would become of an answer, told before it is given: by the rules that decide it then.
//!
//! It is read without locks, so that somebody else may be quicker.

use mulin_entities::{EventId, PersonId, RsvpState, Visibility, event_seats};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::RsvpError;
use super::rules::{self, Answer, Situation, Standing, Terms, WhenFull};
use super::states::claims;
use crate::actor::Actor;
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Refusal, Result};
use crate::event::seats;
use crate::event::view::EventView;

/// What is asked about somebody and an event.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Which event.
    pub event_id: EventId,
    /// Whether they are known to live where they do.
    confirmed: bool,
    standing: Option<Standing>,
    offer_expires_at: Option<Instant>,
    comes: bool,
    household_claims: i32,
    waits_before: bool,
    is_named_elsewhere: bool,
    member_is_seated: bool,
    /// Seats of offers whose time is over, which was not noted yet.
    lapsed: i32,
}

/// What one could do.
#[derive(Clone, Debug)]
pub struct Options {
    /// What becomes of GOING, or why it is refused; none to sign in first.
    pub outcome: Option<Result<RsvpState, Refusal>>,
    /// The largest party that is not too large.
    pub max_party: i32,
    /// Seats that the household may still have; none if they are not limited.
    pub seats_left_for_household: Option<i32>,
    /// Until when seats are held, if some are.
    pub offer_expires_at: Option<Instant>,
}

impl From<&EventView> for Terms {
    fn from(event: &EventView) -> Self {
        Self {
            needs_approval: event.needs_approval,
            strict: event.waitlist_order == mulin_entities::WaitlistOrder::Strict,
            household_limit: event.household_limit,
        }
    }
}

/// What is asked about one person and several events, in one statement.
pub async fn facts(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: &[EventId],
    now: Instant,
) -> Result<Vec<Facts>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; events.len()].join(", ");
    let claim = "('GOING', 'OFFERED', 'WAITLISTED', 'REQUESTED')";
    let text = format!(
        "SELECT event.id, CASE WHEN person.state = 'ACTIVE' THEN 1 ELSE 0 END, \
         own.state, own.adults + own.children, own.offer_expires_at, own.respondent_comes, \
         CAST((SELECT COALESCE(SUM(other.adults + other.children), 0) FROM rsvp AS other \
            WHERE other.event_id = event.id AND other.household_id = person.household_id \
            AND other.person_id <> person.id AND other.state IN {claim}) AS integer), \
         CASE WHEN EXISTS (SELECT 1 FROM rsvp AS earlier WHERE earlier.event_id = event.id \
            AND earlier.state = 'WAITLISTED' AND earlier.schedule_rev = event.schedule_rev \
            AND (own.id IS NULL OR own.state <> 'WAITLISTED' \
                 OR earlier.queue_no < own.queue_no)) THEN 1 ELSE 0 END, \
         CASE WHEN EXISTS (SELECT 1 FROM rsvp_member AS named WHERE named.event_id = event.id \
            AND named.person_id = person.id AND named.holds) THEN 1 ELSE 0 END, \
         CASE WHEN EXISTS (SELECT 1 FROM rsvp_member AS mine WHERE mine.rsvp_id = own.id \
            AND (EXISTS (SELECT 1 FROM rsvp AS theirs WHERE theirs.event_id = event.id \
                    AND theirs.person_id = mine.person_id AND theirs.respondent_comes \
                    AND theirs.state IN {claim}) \
                 OR EXISTS (SELECT 1 FROM rsvp_member AS named WHERE named.event_id = event.id \
                    AND named.person_id = mine.person_id AND named.holds \
                    AND named.rsvp_id <> own.id))) THEN 1 ELSE 0 END, \
         CAST((SELECT COALESCE(SUM(offered.adults + offered.children), 0) FROM rsvp AS offered \
            WHERE offered.event_id = event.id AND offered.state = 'OFFERED' \
            AND offered.offer_expires_at <= ?) AS integer) \
         FROM event JOIN person ON person.id = ? \
         LEFT JOIN rsvp AS own ON own.event_id = event.id AND own.person_id = person.id \
         WHERE event.id IN ({places})"
    );
    let mut values: Vec<Value> = vec![now.into(), person.into()];
    values.extend(events.iter().map(|id| Value::from(*id)));
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Facts> {
    let is = |at: usize| -> Result<bool> { Ok(row.try_get_by_index::<i32>(at)? == 1) };
    let state: Option<RsvpState> = row.try_get_by_index(2)?;
    let party: Option<i32> = row.try_get_by_index(3)?;
    Ok(Facts {
        event_id: row.try_get_by_index(0)?,
        confirmed: is(1)?,
        standing: state
            .zip(party)
            .map(|(state, party)| Standing { state, party }),
        offer_expires_at: row.try_get_by_index(4)?,
        comes: row.try_get_by_index::<Option<bool>>(5)?.unwrap_or(true),
        household_claims: row.try_get_by_index(6)?,
        waits_before: is(7)?,
        is_named_elsewhere: is(8)?,
        member_is_seated: is(9)?,
        lapsed: row.try_get_by_index(10)?,
    })
}

/// What the actor, by whom the event may be seen and whom the facts are about, could do for a party of
/// this size, or the party they have.
pub fn options(
    actor: &Actor,
    event: &EventView,
    facts: Option<&Facts>,
    party: Option<i32>,
    now: Instant,
) -> Options {
    let Some(facts) = facts.filter(|_| actor.doer().is_some()) else {
        return Options {
            outcome: None,
            max_party: event.max_party,
            seats_left_for_household: event.household_limit,
            offer_expires_at: None,
        };
    };
    // Who only asked to be registered comes to what is public, or where they were invited.
    let is_for =
        event.visibility == Visibility::Public || facts.confirmed || actor.is_invited(event.id);
    let offer_expires_at = facts.offer_expires_at.filter(|end| *end > now);
    let mut standing = facts.standing;
    if let Some(own) = &mut standing
        && own.state == RsvpState::Offered
        && offer_expires_at.is_none()
    {
        own.state = RsvpState::Expired;
    }
    let claimed = standing
        .filter(|own| claims(own.state))
        .map_or(0, |own| own.party);
    let left = event.household_limit;
    let left = left.map(|most| (most - facts.household_claims).max(0));
    let largest = event.max_party.max(claimed);
    let party = party.or(standing.map(|own| own.party)).unwrap_or(1);
    Options {
        outcome: Some(decide(event, facts, is_for, standing, party, now)),
        max_party: left.map_or(largest, |left| largest.min(left.max(claimed))),
        seats_left_for_household: left,
        offer_expires_at,
    }
}

/// In the order in which an answer is checked.
fn decide(
    event: &EventView,
    facts: &Facts,
    is_for: bool,
    standing: Option<Standing>,
    party: i32,
    now: Instant,
) -> Result<RsvpState, Refusal> {
    rules::must_take_answers(event, now)?;
    if !is_for {
        return Err(RsvpError::NotForPerson.into());
    }
    rules::must_be_small(Answer::Going, party, event.max_party, standing)?;
    let held = held(event, facts);
    let terms = Terms::from(event);
    let situation = Situation {
        standing,
        held: &held,
        terms,
        waits_before: terms.strict && facts.waits_before,
        household_claims: facts.household_claims,
    };
    let outcome = rules::decide(Answer::Going, party, WhenFull::Waitlist, situation)?;
    if claims(outcome.state) {
        if facts.comes && facts.is_named_elsewhere {
            return Err(RsvpError::InAnotherParty.into());
        }
        if facts.member_is_seated {
            return Err(RsvpError::MemberHasSeat.into());
        }
    }
    Ok(outcome.state)
}

/// The seats once offers whose time is over were settled: they are free, unless somebody waits, who is
/// then first to be asked.
fn held(event: &EventView, facts: &Facts) -> event_seats::Model {
    let mut held = seats::new(event.id, event.capacity);
    held.taken = event.taken;
    held.waitlisted = event.waitlisted;
    if held.waitlisted == 0 {
        seats::release(&mut held, facts.lapsed);
    }
    held
}
