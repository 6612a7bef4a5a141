//! Cancels an event. Its reminders stop, and everybody who answered is told.

use mulin_entities::{EventId, EventState, event};
use serde::Serialize;

use super::update_event::visible_event;
use super::{policy, rules, seats, store};
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// What to cancel.
#[derive(Clone, Debug, Serialize)]
pub struct CancelEvent {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Why, as it is told to everybody who answered.
    pub reason: Option<String>,
}

/// Cancels an event for good. Doing so twice changes nothing.
pub async fn cancel_event(core: &Core, actor: &Actor, input: CancelEvent) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            let reason = input
                .reason
                .map(|reason| faults.text("reason", &reason, 0..=500));
            faults.finish()?;
            let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
            seats::lock(tx.db(), event_id).await?;
            let event = visible_event(tx, event_id).await?;
            policy::may_manage(tx.actor(), &event)?;
            if event.state == EventState::Cancelled {
                return Ok(event);
            }
            rules::must_be_alive(&event, tx.now())?;
            if input
                .expected_version
                .is_some_and(|version| version != event.version)
            {
                return Err(Refusal::VersionConflict {
                    current: event.version,
                }
                .into());
            }
            cancel(tx, event, reason).await
        })
    })
    .await
}

/// Cancels an event that is alive. The caller holds the lock of its seats and has asked the policy.
pub(crate) async fn cancel(
    tx: &mut Tx,
    mut event: event::Model,
    reason: Option<String>,
) -> Result<event::Model> {
    call_off(&mut event, tx.now(), reason);
    let event = store::update(tx, event).await?;
    let event_id = event.id;
    tx.record(event.root_area_id, What::EventCancelled { event_id });
    Ok(event)
}

/// Writes into an event's row that it was cancelled.
pub(crate) fn call_off(event: &mut event::Model, now: Instant, reason: Option<String>) {
    event.state = EventState::Cancelled;
    event.cancelled_at = Some(now);
    event.cancel_reason = reason.filter(|reason| !reason.is_empty());
}
