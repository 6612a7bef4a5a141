//! Answers the events of a series at once.

use std::collections::{HashMap, HashSet};

use mulin_entities::{EventId, QuestionId, SeriesId, event, rsvp};
use serde::Serialize;
use uuid::Uuid;

use super::respond::{RespondToEvent, respond_to_event};
use super::{Answer, Party, WhenFull, rules, series_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{policy, store as events};
use crate::idempotency::{self, Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::Acting;
use crate::question::answer_rules;
use crate::question::rules::{Question, Value};
use crate::question::{AnswerInput, store as questions};
use crate::series;
use crate::tx::{CommandResult, Tx};

/// How many events one call answers.
pub const MAX_EVENTS: usize = 200;
const COMMAND: &str = "respondToSeries";

/// An answer to the events of a series.
#[derive(Clone, Debug, Serialize)]
pub struct RespondToSeries {
    /// Of which series.
    pub series_id: IdInput<SeriesId>,
    /// These events of it; left out, all that are still to come and take answers now.
    pub event_ids: Option<Vec<IdInput<EventId>>>,
    /// But not these.
    pub except_event_ids: Vec<IdInput<EventId>>,
    /// Whose answer, and how it came.
    pub acting: Acting,
    /// What.
    pub answer: Answer,
    /// Who comes, to each; as before if left out, or one adult.
    pub party: Option<Party>,
    /// A word to the organiser; as before if left out.
    pub note: Option<String>,
    /// What to do with each that is full.
    pub when_full: WhenFull,
    /// Answers to the questions of one of the events, which answer the same questions of the others;
    /// as before if left out.
    pub answers: Option<Vec<AnswerInput>>,
}

/// The answer to one of the events, or why it was refused.
pub type EventsResult = Result<rsvp::Model, Vec<Refusal>>;

/// What became of each, in order of their start.
#[derive(Debug)]
pub struct SeriesAnswers {
    /// Of which series.
    pub series_id: SeriesId,
    /// What became of each.
    pub results: Vec<(EventId, EventsResult)>,
}

/// Answers each of the events as `respond_to_event` does, one after the other, each by itself: one that
/// is refused stays as it was, and does not stop the others.
///
/// Repeated with its key, also after it was interrupted, it answers the same events: those that were
/// answered stay as they are, and the others are tried again.
///
/// Errors: what is wrong for all of them is refused before anything is answered, also if there are more
/// than [`MAX_EVENTS`].
pub async fn respond_to_series(
    core: &Core,
    actor: &Actor,
    input: RespondToSeries,
    key: Option<String>,
) -> Result<SeriesAnswers> {
    actor.person()?;
    let (asked, claimed) = (input.clone(), key.clone());
    let opened = core
        .transact(actor, move |tx| Box::pin(open(tx, asked, claimed)))
        .await?;
    let mut results = Vec::with_capacity(opened.events.len());
    for (event, answers) in opened.events {
        let key = key.as_deref().map(|key| key_of(core, key, event));
        let command = input.to_event(event, answers);
        let result = match respond_to_event(core, actor, command, key).await {
            Ok(row) => Ok(row),
            Err(Error::Refused(refusals)) => Err(refusals),
            Err(error) => return Err(error),
        };
        results.push((event, result));
    }
    Ok(SeriesAnswers {
        series_id: opened.series_id,
        results,
    })
}

impl RespondToSeries {
    fn to_event(&self, event: EventId, answers: Option<Vec<AnswerInput>>) -> RespondToEvent {
        RespondToEvent {
            event_id: Ok(event),
            acting: self.acting.clone(),
            answer: self.answer,
            party: self.party.clone(),
            note: self.note.clone(),
            when_full: self.when_full,
            answers,
        }
    }
}

/// What is answered, with what is said to each event's own questions.
struct Opened {
    series_id: SeriesId,
    events: Vec<(EventId, Option<Vec<AnswerInput>>)>,
}

impl CommandResult for Opened {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.series_id.0)
    }
}

/// The key under which one of the events is answered: no client can guess it, so that it is never one
/// of theirs.
fn key_of(core: &Core, key: &str, event: EventId) -> String {
    let part = format!("{COMMAND} {key} {}", event.0.simple());
    let mac = core.keyring().input_mac(part.as_bytes());
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("series:{hex}")
}

/// Checks what all have in common, and settles which events are answered, so that a repetition answers
/// the same.
async fn open(tx: &mut Tx, input: RespondToSeries, key: Option<String>) -> Result<Opened> {
    let claimed = claim(tx, key.as_deref(), COMMAND, &input).await?;
    let mut faults = Faults::default();
    let series_id = faults.id("seriesId", "Series", input.series_id.clone());
    let wanted = (input.event_ids.as_ref()).map(|ids| ids_of(&mut faults, "eventIds", ids));
    let except = ids_of(&mut faults, "exceptEventIds", &input.except_event_ids);
    if wanted.is_some() && !except.is_empty() {
        faults.add("exceptEventIds", Rule::NotTogether { other: "eventIds" });
    }
    input.acting.check(&mut faults);
    input.to_event(EventId(Uuid::nil()), None).said(&mut faults);
    faults.finish()?;
    let series_id = series_id.ok_or_else(|| Error::not_found("seriesId"))?;
    if series::store::visible_series(tx.db(), tx.actor(), [series_id])
        .await?
        .is_empty()
    {
        return Err(Error::not_found("seriesId"));
    }
    let again = match (&claimed, key.as_deref()) {
        (Claim::Replay(_), Some(key)) => {
            let parts = idempotency::parts(tx, key, MAX_EVENTS).await?;
            let ids = parts.into_iter().map(|(_, id)| EventId(id));
            Some(ids.collect::<Vec<EventId>>())
        }
        _ => None,
    };
    let events = match again {
        Some(again) => {
            // Wherever they stand by now: an edit may have moved some to a series that carries on.
            let mut events = events::events(tx.db(), again).await?;
            events.sort_by_key(|event| (event.starts_at, event.id));
            events
        }
        None => chosen(tx, series_id, wanted.as_deref(), &except).await?,
    };
    if let Some(first) = events.first() {
        // Whoever may not act for the person may not for any of the events.
        input.acting.guest(tx, first.id).await?;
    }
    let answers = match &input.answers {
        Some(given) => said_to_each(tx, &events, given).await?,
        None => HashMap::new(),
    };
    if let (Claim::Fresh, Some(key)) = (claimed, key.as_deref()) {
        let parts = events.iter().map(|event| event.id.0).enumerate();
        idempotency::remember_parts(tx, key, COMMAND, MAX_EVENTS, parts.collect()).await?;
    }
    let events = events.into_iter();
    Ok(Opened {
        series_id,
        events: events
            .map(|event| (event.id, answers.get(&event.id).cloned()))
            .collect(),
    })
}

fn ids_of(faults: &mut Faults, field: &str, ids: &[IdInput<EventId>]) -> Vec<EventId> {
    if ids.len() > MAX_EVENTS {
        faults.add(field, Rule::Count { max: MAX_EVENTS });
        return Vec::new();
    }
    let mut taken = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let path = format!("{field}.{index}");
        match faults.id(&path, "Event", id.clone()) {
            Some(id) if taken.contains(&id) => faults.add(&path, Rule::Duplicate),
            Some(id) => taken.push(id),
            None => {}
        }
    }
    taken
}

/// The events that are answered, in order of their start: those named, whatever becomes of them, or all
/// that take answers.
async fn chosen(
    tx: &Tx,
    series: SeriesId,
    wanted: Option<&[EventId]>,
    except: &[EventId],
) -> Result<Vec<event::Model>> {
    let named = wanted.unwrap_or(except);
    let mut events = series_store::events(tx.db(), series, tx.now(), named).await?;
    events.retain(|event| policy::may_see(tx.actor(), event));
    let known: HashSet<EventId> = events.iter().map(|event| event.id).collect();
    let field = match wanted {
        Some(_) => "eventIds",
        None => "exceptEventIds",
    };
    let mut faults = Faults::default();
    for (index, id) in named.iter().enumerate() {
        if !known.contains(id) {
            faults.add(&format!("{field}.{index}"), Rule::NotFound);
        }
    }
    faults.finish()?;
    match wanted {
        Some(wanted) => events.retain(|event| wanted.contains(&event.id)),
        None => events.retain(|event| {
            !except.contains(&event.id)
                && event.starts_at > tx.now()
                && rules::must_take_answers(event, tx.now()).is_ok()
        }),
    }
    if events.len() > MAX_EVENTS {
        return Err(Error::input("eventIds", Rule::Count { max: MAX_EVENTS }));
    }
    Ok(events)
}

/// What is said to the questions of each of the events that has any: what was answered to those of one
/// of them answers the others' where they ask the same.
async fn said_to_each(
    tx: &Tx,
    events: &[event::Model],
    given: &[AnswerInput],
) -> Result<HashMap<EventId, Vec<AnswerInput>>> {
    let mut forms: HashMap<EventId, Vec<(QuestionId, Question)>> = HashMap::new();
    if !events.is_empty() {
        let ids = events.iter().map(|event| event.id);
        for row in questions::current_forms(tx.db(), ids).await? {
            let form = forms.entry(row.event_id).or_default();
            form.push((row.id, Question::from(&row)));
        }
    }
    let first = given.iter().find_map(|one| one.question_id.as_ref().ok());
    let asks = |form: &&Vec<(QuestionId, Question)>| {
        let has = |id: &QuestionId| form.iter().any(|(known, _)| known == id);
        first.is_some_and(has)
    };
    let form = forms.values().find(asks);
    let mut faults = Faults::default();
    let taken = answer_rules::answers(&mut faults, form.map_or(&[], Vec::as_slice), given);
    faults.finish()?;
    let question = |id: &QuestionId| {
        let mut all = form.into_iter().flatten();
        all.find(|(known, _)| known == id)
            .map(|(_, question)| question.clone())
    };
    let said: Vec<(Question, Value)> = taken
        .into_iter()
        .filter_map(|(id, value)| Some((question(&id)?, value)))
        .collect();
    let each = forms.iter().map(|(event, form)| {
        let own = answer_rules::carried(&said, form).into_iter();
        let own = own.map(|(id, value)| AnswerInput::of(id, value));
        (*event, own.collect())
    });
    Ok(each.collect())
}
