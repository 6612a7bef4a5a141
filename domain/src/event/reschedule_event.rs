//! Moves an event to another time. RSVPs stay; everybody who answered is told.

use mulin_entities::{EventId, event};
use serde::Serialize;

use super::update_event::visible_event;
use super::{policy, rules, seats, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// The new time.
#[derive(Clone, Debug, Serialize)]
pub struct RescheduleEvent {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New wall-clock start.
    pub starts_at: String,
    /// New wall-clock end.
    pub ends_at: String,
    /// IANA zone; the event's own if left out.
    pub time_zone: Option<String>,
}

/// Moves an event that has not begun. The times at which answers open and close move with it.
pub async fn reschedule_event(
    core: &Core,
    actor: &Actor,
    input: RescheduleEvent,
    key: Option<String>,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input, key)))
        .await
}

async fn run(tx: &mut Tx, input: RescheduleEvent, key: Option<String>) -> Result<event::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "rescheduleEvent", &input).await? {
        return visible_event(tx, EventId(id)).await;
    }
    let mut faults = Faults::default();
    let Some(event_id) = faults.id("eventId", "Event", input.event_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    seats::lock(tx.db(), event_id).await?;
    let event = visible_event(tx, event_id).await?;
    policy::may_manage(tx.actor(), &event)?;
    let own_zone = event
        .time_zone
        .parse()
        .unwrap_or(tx.core().settings().time_zone);
    let zone = rules::zone(
        &mut faults,
        "timeZone",
        input.time_zone.as_deref(),
        own_zone,
    );
    let span = rules::span(
        &mut faults,
        &input.starts_at,
        &input.ends_at,
        zone,
        tx.now(),
    );
    faults.finish()?;
    let span = span.ok_or_else(|| Error::internal("a span without faults is missing"))?;
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
    reschedule(tx, event, &span).await
}

/// Moves an event that is ahead, unless it is then already; the times at which answers open and close
/// move with it. The caller holds the lock of its seats and has asked the policy.
pub(crate) async fn reschedule(
    tx: &mut Tx,
    mut event: event::Model,
    span: &rules::Span,
) -> Result<event::Model> {
    let from = event.starts_at;
    if !move_to(&mut event, span) {
        return Ok(event);
    }
    let event = store::update(tx, event).await?;
    store::move_in_lists(tx, &event).await?;
    let what = What::EventRescheduled {
        event_id: event.id,
        schedule_rev: event.schedule_rev,
        from,
        to: event.starts_at,
    };
    tx.record(event.root_area_id, what);
    Ok(event)
}

/// Gives an event another time, and with it the times at which answers open and close. Answers
/// whether it had another one.
pub(crate) fn move_to(event: &mut event::Model, span: &rules::Span) -> bool {
    let moved = span.starts_at - event.starts_at;
    let same_zone = event.time_zone == span.zone.name();
    if moved.is_zero() && span.ends_at == event.ends_at && same_zone {
        return false;
    }
    event.time_zone = span.zone.name().to_owned();
    event.starts_local = span.starts_local;
    event.ends_local = span.ends_local;
    event.starts_at = span.starts_at;
    event.ends_at = span.ends_at;
    event.rsvp_opens_at = event.rsvp_opens_at.map(|at| at + moved);
    event.rsvp_closes_at = event
        .rsvp_closes_at
        .map(|at| (at + moved).min(span.ends_at));
    event.schedule_rev += 1;
    true
}
