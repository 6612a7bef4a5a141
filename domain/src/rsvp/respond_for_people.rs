//! Answers an event for several people at once.

use std::collections::HashSet;

use mulin_entities::{EventId, PersonId, RsvpId, Via, rsvp};
use serde::Serialize;
use uuid::Uuid;

use super::respond::{RespondToEvent, respond};
use super::{Answer, Party, RsvpError, WhenFull, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self, seats};
use crate::idempotency::{self, Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::{Acting, store as people};
use crate::question::AnswerInput;
use crate::tx::{CommandResult, Tx};

/// How many people one call answers for.
const MAX_PEOPLE: usize = 200;
const COMMAND: &str = "respondForPeople";

/// Answers of several people to one event.
#[derive(Clone, Debug, Serialize)]
pub struct RespondForPeople {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// The way they came.
    pub via: Via,
    /// What to do with each when the event is full.
    pub when_full: WhenFull,
    /// Whose answers, in the order in which they take seats.
    pub people: Vec<PersonsAnswer>,
}

/// The answer of one of them.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `RespondToEvent`")]
pub struct PersonsAnswer {
    /// Whose.
    pub person_id: IdInput<PersonId>,
    pub answer: Answer,
    pub party: Option<Party>,
    pub note: Option<String>,
    pub answers: Option<Vec<AnswerInput>>,
}

/// The answer of one of the people, or why it was refused.
pub type PersonsResult = Result<rsvp::Model, Vec<Refusal>>;

/// What became of each, in the order of the input.
#[derive(Debug)]
pub struct Responses {
    /// To which event.
    pub event_id: EventId,
    /// What became of each.
    pub results: Vec<PersonsResult>,
}

impl CommandResult for Responses {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.event_id.0)
    }
}

/// Answers for each of the people as `respond_to_event` does, by the rules that bind the person and
/// whoever acts for them, in the order given and under one lock of the seats. Who is refused is left as
/// they were, and does not stop the others.
///
/// Repeated with its key it does nothing: it tells the answers that were given as they are now, and why
/// the others are refused; one that would be taken by now needs another key.
pub async fn respond_for_people(
    core: &Core,
    actor: &Actor,
    input: RespondForPeople,
    key: Option<String>,
) -> Result<Responses> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(respond_each(tx, input, key)))
        .await
}

async fn respond_each(
    tx: &mut Tx,
    input: RespondForPeople,
    key: Option<String>,
) -> Result<Responses> {
    let claimed = claim(tx, key.as_deref(), COMMAND, &input).await?;
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id.clone());
    check_people(&mut faults, &input.people);
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    // Before the first part of the transaction that may be undone, and in the order of all: records,
    // then seats.
    let ids = input.people.iter();
    let ids = ids.filter_map(|one| one.person_id.clone().ok());
    people::hold_all(tx.db(), ids).await?;
    seats::lock(tx.db(), event_id).await?;
    event::store::event(tx.db(), event_id)
        .await?
        .filter(|event| event::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    let given = match (&claimed, key.as_deref()) {
        (Claim::Replay(_), Some(key)) => {
            Some(idempotency::parts(tx, key, input.people.len()).await?)
        }
        _ => None,
    };
    let mut results = Vec::with_capacity(input.people.len());
    for (index, one) in input.people.iter().enumerate() {
        let command = RespondToEvent {
            event_id: Ok(event_id),
            acting: Acting {
                on_behalf_of: Some(one.person_id.clone()),
                via: input.via,
            },
            answer: one.answer,
            party: one.party.clone(),
            note: one.note.clone(),
            when_full: input.when_full,
            answers: one.answers.clone(),
        };
        let result = match &given {
            None => {
                tx.part(move |tx| Box::pin(respond(tx, command, None)))
                    .await?
            }
            Some(given) => {
                let given = given.iter().find(|(part, _)| *part == index);
                let given = given.map(|(_, rsvp)| RsvpId(*rsvp));
                again(tx, command, given).await?
            }
        };
        results.push(result);
    }
    refresh(tx, &mut results).await?;
    if let (Claim::Fresh, Some(key)) = (claimed, key.as_deref()) {
        let parts = results.iter().enumerate();
        let parts = parts.filter_map(|(index, one)| Some((index, one.as_ref().ok()?.id.0)));
        idempotency::remember_parts(tx, key, COMMAND, results.len(), parts.collect()).await?;
    }
    Ok(Responses { event_id, results })
}

fn check_people(faults: &mut Faults, people: &[PersonsAnswer]) {
    if people.is_empty() {
        faults.add("people", Rule::Required);
    }
    if people.len() > MAX_PEOPLE {
        faults.add("people", Rule::Count { max: MAX_PEOPLE });
        return;
    }
    let mut seen = HashSet::new();
    for (index, one) in people.iter().enumerate() {
        let id = one.person_id.as_ref();
        if id.is_ok_and(|id| !seen.insert(*id)) {
            faults.add(&format!("people.{index}.personId"), Rule::Duplicate);
        }
    }
}

/// What is told of one of the people when the command is repeated. Nothing of it stays.
async fn again(
    tx: &mut Tx,
    command: RespondToEvent,
    given: Option<RsvpId>,
) -> Result<PersonsResult> {
    let told = tx.part(move |tx| {
        Box::pin(async move {
            let Some(given) = given else {
                respond(tx, command, None).await?;
                return Err(Refusal::from(RsvpError::RefusedBefore).into());
            };
            let missing = || Error::not_found("onBehalfOf");
            let rsvp = store::rsvp(tx.db(), given).await?.ok_or_else(missing)?;
            // Who may act for the person no longer does not see it any more.
            command.acting.guest(tx, rsvp.event_id).await?;
            Ok(rsvp)
        })
    });
    told.await
}

/// A later answer may have let an earlier one move up.
async fn refresh(tx: &Tx, results: &mut [PersonsResult]) -> Result<()> {
    let ids: Vec<RsvpId> = results.iter().flatten().map(|row| row.id).collect();
    let rows = store::rsvps(tx.db(), ids).await?;
    for result in results.iter_mut().flatten() {
        if let Some((row, _)) = rows.iter().find(|(row, _)| row.id == result.id) {
            *result = row.clone();
        }
    }
    Ok(())
}
