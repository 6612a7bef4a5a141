//! Shows an event to its audience.

use mulin_entities::{EventId, EventState, event};
use serde::Serialize;

use super::update_event::visible_event;
use super::{policy, rules, seats, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};

/// What to publish.
#[derive(Clone, Debug, Serialize)]
pub struct PublishEvent {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// Publishes an event. Doing so twice changes nothing.
pub async fn publish_event(
    core: &Core,
    actor: &Actor,
    input: PublishEvent,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            faults.finish()?;
            let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
            seats::lock(tx.db(), event_id).await?;
            let mut event = visible_event(tx, event_id).await?;
            policy::may_manage(tx.actor(), &event)?;
            if event.state == EventState::Published {
                return Ok(event);
            }
            rules::must_be_ahead(&event, tx.now())?;
            if input
                .expected_version
                .is_some_and(|version| version != event.version)
            {
                return Err(Refusal::VersionConflict {
                    current: event.version,
                }
                .into());
            }
            event.state = EventState::Published;
            event.published_at = Some(tx.now());
            let event = store::update(tx, event).await?;
            tx.record(event.root_area_id, What::EventPublished { event_id });
            Ok(event)
        })
    })
    .await
}
