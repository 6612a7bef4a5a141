//! Calls off one occurrence of a series. It keeps its place, so that it is not made again.

use mulin_entities::{EventId, EventState, event};
use serde::Serialize;

use super::of_event;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::{self as events, policy, rules, seats};
use crate::input::{Faults, IdInput};

/// What to skip.
#[derive(Clone, Debug, Serialize)]
pub struct SkipOccurrence {
    /// Which occurrence.
    pub event_id: IdInput<EventId>,
    /// The version of the event that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Why, as it is told to everybody who answered.
    pub reason: Option<String>,
}

/// Cancels an occurrence that has not begun, for good. Doing so twice changes nothing.
///
/// Errors: faults of the input; `NotInASeries`; what the state of the event forbids; forbidden to
/// whoever does not run the occurrence.
pub async fn skip_occurrence(
    core: &Core,
    actor: &Actor,
    input: SkipOccurrence,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            let reason = input
                .reason
                .map(|reason| faults.text("reason", &reason, 0..=500));
            faults.finish()?;
            let event_id: EventId = event_id.ok_or_else(|| Error::not_found("eventId"))?;
            of_event::lock(tx, event_id).await?;
            seats::lock(tx.db(), event_id).await?;
            let event = events::visible_event(tx, event_id).await?;
            policy::may_manage(tx.actor(), &event)?;
            if event.state == EventState::Cancelled {
                return Ok(event);
            }
            rules::must_be_ahead(&event, tx.now())?;
            of_event::must_be_version(input.expected_version, event.version)?;
            events::cancel(tx, event, reason).await
        })
    })
    .await
}
