//! Answers an event, or changes the answer.

use mulin_entities::{EventId, PersonId, RsvpId, Visibility, event as events, event_seats, rsvp};
use serde::Serialize;

use super::answering::{Circumstances, Said, answered, stamp};
use super::rules::{self, Answer, Terms, WhenFull};
use super::settle::settle;
use super::states::claims;
use super::{
    RsvpError, admission, link_store, member_store, members, offers, store, waitlist_store,
};
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
#[derive(Clone, Debug, Serialize)]
pub struct Party {
    /// Adults, the respondent among them if they come.
    pub adults: i32,
    /// Children.
    pub children: i32,
    /// Whether the respondent is one of the party.
    pub respondent_comes: bool,
    /// Others of the respondent's household who come, by name; as before if left out.
    pub member_ids: Option<Vec<IdInput<PersonId>>>,
}

impl Party {
    /// The respondent with so many, of whom nobody new is named.
    pub fn of(adults: i32, children: i32) -> Self {
        Self {
            adults,
            children,
            respondent_comes: true,
            member_ids: None,
        }
    }

    pub(super) fn size(&self) -> i32 {
        self.adults + self.children
    }
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

impl RespondToEvent {
    /// What is said, its faults noted, and who is to be named.
    pub(super) fn said(&self, faults: &mut Faults) -> (Said, Option<Vec<PersonId>>) {
        let note = self.note.as_ref();
        let note = note.map(|note| faults.text("note", note, 0..=500));
        let mut party = self.party.clone();
        let wanted = party.as_mut().and_then(|party| {
            check_party(faults, party);
            members::check(faults, party.member_ids.take())
        });
        let said = Said {
            answer: self.answer,
            party,
            note,
            when_full: self.when_full,
        };
        (said, wanted)
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
        Err(alone) => {
            let (input, key) = *alone;
            respond_alone(core, actor, input, key).await
        }
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

pub(super) async fn respond(
    tx: &mut Tx,
    input: RespondToEvent,
    key: Option<String>,
) -> Result<rsvp::Model> {
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
    let (said, wanted) = input.said(&mut faults);
    let comes = input.answer == Answer::Going;
    if let Some(event_id) = event_id.filter(|_| !faults.is_empty()) {
        let answers = input.answers.as_deref();
        questions::add_faults(tx, &mut faults, event_id, comes, answers).await?;
    }
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let guest = input.acting.guest(tx, event_id).await?;
    let asked = Asked {
        said,
        wanted,
        answers: input.answers,
    };
    let mut reading = read(tx, event_id, &guest).await?;
    let decided = decide(tx, &guest, asked, &mut reading).await?;
    write(tx, &guest, reading, decided).await
}

/// What was asked for, checked.
struct Asked {
    said: Said,
    wanted: Option<Vec<PersonId>>,
    answers: Option<Vec<AnswerInput>>,
}

/// What an answer is decided by, read under the lock of the seats.
struct Reading {
    held: event_seats::Model,
    event: events::Model,
    old: Option<rsvp::Model>,
    /// Whom the answer names.
    named: Vec<PersonId>,
    /// Whether its person is named in another party.
    is_named_elsewhere: bool,
    /// Whether somebody waits who arrived before; asked of a strict order.
    waits_before: bool,
    /// Seats of the others of the household; asked where they are limited.
    household_claims: i32,
}

/// What becomes of it: the row, whom it names if that changes, and what the questions were answered.
struct Decided {
    row: rsvp::Model,
    members: Option<Vec<PersonId>>,
    answers: questions::Taken,
}

async fn read(tx: &mut Tx, event_id: EventId, guest: &Guest) -> Result<Reading> {
    let mut held = seats::lock_for(tx.db(), event_id, guest.person_id).await?;
    let event = event::store::event(tx.db(), event_id)
        .await?
        .filter(|event| event::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    rules::must_take_answers(&event, tx.now()).map_err(Refusal::from)?;
    must_be_for(tx, &event, guest).await?;
    let mut old = store::of_person(tx.db(), event_id, guest.person_id).await?;
    let own_lapsed = |row: &rsvp::Model| rules::has_lapsed(row, tx.now());
    let makes_offers = event.offer_seconds.is_some() || old.as_ref().is_some_and(own_lapsed);
    if makes_offers && offers::lapse(tx, &event, &mut held).await? {
        seats::save(tx, &held).await?;
        old = store::of_person(tx.db(), event_id, guest.person_id).await?;
    }
    let own = old.as_ref().map(|old| old.id);
    let (named, is_named_elsewhere) =
        member_store::named(tx.db(), event_id, own, guest.person_id).await?;
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
        && waitlist_store::waits_before(tx.db(), &event, old.as_ref()).await?;
    Ok(Reading {
        held,
        event,
        old,
        named,
        is_named_elsewhere,
        waits_before,
        household_claims,
    })
}

/// Takes the next place in the order of arrival, if the answer enters it; of all else nothing is
/// written yet.
async fn decide(tx: &Tx, guest: &Guest, asked: Asked, reading: &mut Reading) -> Result<Decided> {
    let Reading {
        held,
        event,
        old,
        named,
        is_named_elsewhere,
        waits_before,
        household_claims,
    } = reading;
    let (event, old) = (&*event, &*old);
    let party = asked.said.party(old.as_ref());
    let members = asked.wanted.as_deref().unwrap_or(named);
    let room = party.size() - i32::from(party.respondent_comes);
    if usize::try_from(room).is_ok_and(|room| members.len() > room) {
        let max = usize::try_from(room).unwrap_or_default();
        return Err(Error::input("party.memberIds", Rule::Count { max }));
    }
    let (comes, given) = (asked.said.answer == Answer::Going, asked.answers.as_deref());
    let answers = questions::take(tx, event, old.as_ref(), comes, given).await?;
    members::must_be_of_party(tx, guest, members, named).await?;
    let circumstances = Circumstances {
        event,
        held,
        old: old.as_ref(),
        waits_before: *waits_before,
        household_claims: *household_claims,
        now: tx.now(),
    };
    let mut row =
        answered(asked.said, guest, circumstances, || tx.new_id()).map_err(Refusal::from)?;
    if claims(row.state) {
        if party.respondent_comes && *is_named_elsewhere {
            return Err(Refusal::from(RsvpError::InAnotherParty).into());
        }
        let own = old.as_ref().map(|old| old.id);
        members::must_have_no_other_seat(tx, event.id, own, members).await?;
    }
    row.form_version = answers.version(row.form_version);
    let members = asked.wanted.filter(|wanted| *wanted != *named);
    Ok(Decided {
        row,
        members,
        answers,
    })
}

async fn write(
    tx: &mut Tx,
    guest: &Guest,
    reading: Reading,
    decided: Decided,
) -> Result<rsvp::Model> {
    let Reading {
        mut held,
        event,
        old,
        ..
    } = reading;
    let Decided {
        mut row,
        members,
        answers,
    } = decided;
    if old.as_ref() == Some(&row) && members.is_none() && !answers.changes() {
        return Ok(row);
    }
    stamp(&mut row, guest, tx.now());
    if members.is_some() && old.is_some() {
        // They may have seats of their own by now.
        member_store::forget(tx, row.id).await?;
    }
    let row = settle(tx, &event, &mut held, old.as_ref(), row).await?;
    if let Some(members) = members {
        member_store::name(tx, &row, &members, claims(row.state)).await?;
    }
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

fn check_party(faults: &mut Faults, party: &Party) {
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
