//! Sets what an event asks of those who answer it.

use mulin_entities::{EventId, event};
use serde::Serialize;

use super::rules::{self, NewQuestion, Question};
use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// What to ask.
#[derive(Clone, Debug, Serialize)]
pub struct SetEventQuestions {
    /// Of which event.
    pub event_id: IdInput<EventId>,
    /// The version of the event that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// All questions, in order.
    pub questions: Vec<NewQuestion>,
}

/// Sets the form, as a new version, so that what was answered to the old one stays readable. The same
/// form again changes nothing.
pub async fn set_event_questions(
    core: &Core,
    actor: &Actor,
    input: SetEventQuestions,
    key: Option<String>,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input, key)))
        .await
}

async fn set(tx: &mut Tx, input: SetEventQuestions, key: Option<String>) -> Result<event::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "setEventQuestions", &input).await? {
        return visible(tx, EventId(id)).await;
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let form = rules::form(&mut faults, &input.questions);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    seats::lock(tx.db(), event_id).await?;
    let mut event = visible(tx, event_id).await?;
    if !policy::sees_all(tx.actor(), event_id, &event.area_path) {
        return Err(Error::Forbidden);
    }
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now())?;
    if input
        .expected_version
        .is_some_and(|version| version != event.version)
    {
        return Err(Refusal::VersionConflict {
            current: event.version,
        }
        .into());
    }
    let asked = store::form(tx.db(), event_id, event.form_version).await?;
    if form == asked.iter().map(Question::from).collect::<Vec<_>>() {
        return Ok(event);
    }
    event.form_version += 1;
    let event = events::store::update(tx, event).await?;
    store::insert(tx, &event, &form).await?;
    tx.record(
        event.root_area_id,
        What::QuestionsChanged {
            event_id,
            form_version: event.form_version,
        },
    );
    Ok(event)
}

async fn visible(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))
}
