//! Answers an event, or changes the answer.

use mulin_entities::{EventId, RsvpId, Visibility, event as events, rsvp};
use serde::Serialize;

use super::answering::{Circumstances, Said, answered, is_for_oneself};
use super::rules::{self, Answer, Terms, WhenFull};
use super::settle::settle;
use super::{RsvpError, admission, link_store, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::acting::Guest;
use crate::person::{Acting, store as people};
use crate::tx::Tx;

/// Who comes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Party {
    /// Adults, the respondent among them.
    pub adults: i32,
    /// Children.
    pub children: i32,
}

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub struct RespondToEvent {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// Whose answer, and how it came.
    pub acting: Acting,
    /// What.
    pub answer: Answer,
    /// Who comes; as before if left out, or one adult.
    pub party: Option<Party>,
    /// A word to the organiser; as before if left out.
    pub note: Option<String>,
    /// What to do when the event is full.
    pub when_full: WhenFull,
}

impl RespondToEvent {
    /// What is said, its faults noted.
    pub(super) fn said(&self, faults: &mut Faults) -> Said {
        let note = self.note.as_ref();
        let said = Said {
            answer: self.answer,
            party: self.party,
            note: note.map(|note| faults.text("note", note, 0..=500)),
            when_full: self.when_full,
        };
        if let Some(party) = self.party {
            check_party(faults, party);
        }
        said
    }
}

/// The command's name beside idempotency keys.
pub(super) const COMMAND: &str = "respondToEvent";

/// Answers for the person who asks, also by a personal link, or for somebody they may act for.
///
/// An answer for oneself is admitted together with those of others who answer meanwhile.
pub async fn respond_to_event(
    core: &Core,
    actor: &Actor,
    input: RespondToEvent,
    key: Option<String>,
) -> Result<rsvp::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    match admission::Asked::plain(actor, input, key) {
        Ok(asked) => admission::admit(core, asked).await,
        Err((input, key)) => respond_alone(core, actor, input, key).await,
    }
}

/// As above, in a transaction of its own.
pub(super) async fn respond_alone(
    core: &Core,
    actor: &Actor,
    input: RespondToEvent,
    key: Option<String>,
) -> Result<rsvp::Model> {
    core.transact(actor, move |tx| Box::pin(respond(tx, input, key)))
        .await
}

async fn respond(tx: &mut Tx, input: RespondToEvent, key: Option<String>) -> Result<rsvp::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), COMMAND, &input).await? {
        let rsvp = store::rsvp(tx.db(), RsvpId(id)).await?;
        let rsvp = rsvp.ok_or_else(|| Error::not_found("id"))?;
        // Who may act for the person no longer does not see it any more.
        input.acting.guest(tx, rsvp.event_id).await?;
        return Ok(rsvp);
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id.clone());
    input.acting.check(&mut faults);
    let said = input.said(&mut faults);
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let guest = input.acting.guest(tx, event_id).await?;

    let mut held = seats::lock_for(tx.db(), event_id, guest.person_id).await?;
    let event = event::store::event(tx.db(), event_id)
        .await?
        .filter(|event| event::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    rules::must_take_answers(&event, tx.now()).map_err(Refusal::from)?;
    must_be_for(tx, &event, &guest).await?;
    let old = store::of_person(tx.db(), event_id, guest.person_id).await?;
    let terms = Terms::from(&event);
    let household_claims = match terms.household_limit {
        Some(_) => {
            store::claims_of_household(tx.db(), event_id, guest.household_id, guest.person_id)
                .await?
        }
        None => 0,
    };
    let waits_before = terms.strict
        && held.waitlisted > 0
        && store::waits_before(tx.db(), &event, old.as_ref()).await?;
    let circumstances = Circumstances {
        event: &event,
        held: &mut held,
        old: old.as_ref(),
        waits_before,
        household_claims,
        now: tx.now(),
    };
    let row = answered(said, &guest, circumstances, || tx.new_id()).map_err(Refusal::from)?;
    match (row, old) {
        (Some(row), old) => settle(tx, &event, &mut held, old.as_ref(), row).await,
        (None, Some(old)) => Ok(old),
        (None, None) => Err(Error::internal("an answer came to nothing")),
    }
}

/// The event must be open to whom the answer is about, and not only to who gives it: they see it, or
/// hold a personal link to it. Who only asked to be registered comes to what is public.
async fn must_be_for(tx: &Tx, event: &events::Model, guest: &Guest) -> Result<()> {
    let is_for = if !is_for_oneself(event, guest) {
        false
    } else if event.visibility == Visibility::Public || tx.actor().doer() == Some(guest.person_id) {
        // Whether who answers sees it was asked before.
        true
    } else {
        let theirs = people::actor(tx.db(), guest.person_id, None, tx.now()).await?;
        theirs.is_some_and(|theirs| event::policy::may_see(&theirs, event))
            || link_store::is_invited(tx, event.id, guest.person_id).await?
    };
    if is_for {
        Ok(())
    } else {
        Err(Refusal::from(RsvpError::NotForPerson).into())
    }
}

fn check_party(faults: &mut Faults, party: Party) {
    let max = event::rules::MAX_PARTY;
    faults.number("party.adults", party.adults, 0..=max);
    faults.number("party.children", party.children, 0..=max);
    let size = i64::from(party.adults) + i64::from(party.children);
    let parts_are_right = (0..=max).contains(&party.adults) && (0..=max).contains(&party.children);
    if parts_are_right && !(1..=i64::from(max)).contains(&size) {
        faults.add(
            "party",
            Rule::Range {
                min: 1,
                max: i64::from(max),
            },
        );
    }
}
