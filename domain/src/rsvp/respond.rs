//! Answers an event, or changes the answer.

use mulin_entities::{EventId, RsvpId, RsvpState, Visibility, event as events, rsvp};
use serde::Serialize;

use super::rules::{self, Answer, Situation, Standing, Terms, WhenFull};
use super::settle::settle;
use super::{RsvpError, link_store, offers, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::acting::Guest;
use crate::person::{Acting, store as people};
use crate::question::{AnswerInput, answers as questions};
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
    /// All answers to the event's questions; as before if left out.
    pub answers: Option<Vec<AnswerInput>>,
}

/// Answers for the person who asks, also by a personal link, or for somebody they may act for.
pub async fn respond_to_event(
    core: &Core,
    actor: &Actor,
    input: RespondToEvent,
    key: Option<String>,
) -> Result<rsvp::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(respond(tx, input, key)))
        .await
}

pub(super) async fn respond(
    tx: &mut Tx,
    input: RespondToEvent,
    key: Option<String>,
) -> Result<rsvp::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "respondToEvent", &input).await? {
        let rsvp = store::rsvp(tx.db(), RsvpId(id)).await?;
        let rsvp = rsvp.ok_or_else(|| Error::not_found("id"))?;
        // Who may act for the person no longer does not see it any more.
        input.acting.guest(tx, rsvp.event_id).await?;
        return Ok(rsvp);
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    input.acting.check(&mut faults);
    let note = input.note.map(|note| faults.text("note", &note, 0..=500));
    if let Some(party) = input.party {
        check_party(&mut faults, party);
    }
    let (comes, answers) = (input.answer == Answer::Going, input.answers.as_deref());
    if let Some(event_id) = event_id.filter(|_| !faults.is_empty()) {
        questions::add_faults(tx, &mut faults, event_id, comes, answers).await?;
    }
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
    let mut old = store::of_person(tx.db(), event_id, guest.person_id).await?;
    let own_lapsed = |row: &rsvp::Model| rules::has_lapsed(row, tx.now());
    let makes_offers = event.offer_seconds.is_some() || old.as_ref().is_some_and(own_lapsed);
    if makes_offers && offers::lapse(tx, &event, &mut held).await? {
        seats::save(tx, &held).await?;
        old = store::of_person(tx.db(), event_id, guest.person_id).await?;
    }
    let answers = questions::take(tx, &event, old.as_ref(), comes, answers).await?;
    let old_party = old.as_ref().map(|old| Party {
        adults: old.adults,
        children: old.children,
    });
    let party = input.party.or(old_party).unwrap_or(Party {
        adults: 1,
        children: 0,
    });
    let size = party.adults + party.children;
    // A lowered maximum turns nobody away who has answered, and nobody is kept from declining.
    let stands = old
        .as_ref()
        .is_some_and(|old| !rules::has_left(old.state) && size <= old.adults + old.children);
    if size > event.max_party && !stands && input.answer != Answer::Declined {
        return Err(Refusal::from(RsvpError::PartyTooLarge {
            max: event.max_party,
        })
        .into());
    }
    let standing = old.as_ref().map(|old| Standing {
        state: old.state,
        party: old.adults + old.children,
    });
    let terms = Terms::from(&event);
    let claims_of_others = match terms.household_limit {
        Some(_) => {
            store::claims_of_household(tx.db(), event_id, guest.household_id, guest.person_id)
                .await?
        }
        None => 0,
    };
    let waits_before = terms.strict
        && held.waitlisted > 0
        && store::waits_before(tx.db(), &event, old.as_ref()).await?;
    let situation = Situation {
        standing,
        held: &held,
        terms,
        waits_before,
        household_claims: claims_of_others,
    };
    let outcome =
        rules::decide(input.answer, size, input.when_full, situation).map_err(Refusal::from)?;

    let mut row = old.clone().unwrap_or_else(|| rsvp::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id,
        person_id: guest.person_id,
        household_id: guest.household_id,
        unit_id: guest.unit_id,
        state: outcome.state,
        adults: 1,
        children: 0,
        note: None,
        respondent_comes: true,
        queue_no: None,
        offer_expires_at: None,
        withdrew_late: false,
        decided_by: None,
        decided_at: None,
        decision_reason: None,
        form_version: 0,
        answer_rev: 0,
        schedule_rev: event.schedule_rev,
        via: guest.via,
        answered_by: guest.by,
        answered_at: tx.now(),
        created_at: tx.now(),
    });
    row.state = outcome.state;
    row.offer_expires_at = None;
    row.withdrew_late = false;
    let asks = |state| state == RsvpState::Requested;
    if asks(row.state) && !old.as_ref().is_some_and(|old| asks(old.state)) {
        // What was decided about an earlier request is over.
        (row.decided_by, row.decided_at, row.decision_reason) = (None, None, None);
    }
    (row.adults, row.children) = (party.adults, party.children);
    if let Some(note) = note {
        row.note = Some(note).filter(|note| !note.is_empty());
    }
    row.answer_rev += i32::from(outcome.came_back);
    row.schedule_rev = event.schedule_rev;
    (row.household_id, row.unit_id) = (guest.household_id, guest.unit_id);
    row.form_version = answers.version(row.form_version);
    if old.as_ref() == Some(&row) && !answers.changes() {
        return Ok(row);
    }
    if outcome.to_tail {
        row.queue_no = Some(seats::next_queue_no(&mut held));
    } else if !matches!(row.state, RsvpState::Going | RsvpState::Waitlisted) {
        row.queue_no = None;
    }
    (row.via, row.answered_by) = (guest.via, guest.by);
    row.answered_at = tx.now();
    let row = settle(tx, &event, &mut held, old.as_ref(), row).await?;
    answers.write(tx, row.id).await?;
    Ok(row)
}

/// The event must be open to whom the answer is about, and not only to who gives it: they see it, or
/// hold a personal link to it. Who only asked to be registered comes to what is public, or where they
/// themselves were invited.
async fn must_be_for(tx: &Tx, event: &events::Model, guest: &Guest) -> Result<()> {
    if event.visibility == Visibility::Public {
        return Ok(());
    }
    let is_for = if guest.confirmed && tx.actor().doer() == Some(guest.person_id) {
        // Whether they see it was asked before.
        true
    } else {
        let theirs = people::actor(tx.db(), guest.person_id, None, tx.now()).await?;
        let sees = |theirs: &Actor| event::policy::may_see(theirs, event);
        // Who was invited in person comes also before the steward has confirmed them.
        theirs.as_ref().is_some_and(|one| one.is_invited(event.id))
            || guest.confirmed
                && (theirs.as_ref().is_some_and(sees)
                    || link_store::is_invited(tx, event.id, guest.person_id).await?)
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
