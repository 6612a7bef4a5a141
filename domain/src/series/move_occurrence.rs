//! Moves one occurrence of a series to another time. It keeps its place in the series, so that it is
//! not made again where it was.

use mulin_entities::{EventId, event};
use serde::Serialize;

use super::of_event;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::{self as events, policy, rules, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// The new time.
#[derive(Clone, Debug, Serialize)]
pub struct MoveOccurrence {
    /// Which occurrence.
    pub event_id: IdInput<EventId>,
    /// The version of the event that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New wall-clock start.
    pub starts_at: String,
    /// New wall-clock end.
    pub ends_at: String,
    /// IANA zone; the event's own if left out.
    pub time_zone: Option<String>,
}

/// Moves an occurrence that has not begun. Answers stay; the times at which answers open and close move
/// with it.
///
/// Errors: faults of the input; `NotInASeries`; what the state of the event forbids; forbidden to
/// whoever does not run the occurrence.
pub async fn move_occurrence(
    core: &Core,
    actor: &Actor,
    input: MoveOccurrence,
    key: Option<String>,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input, key)))
        .await
}

async fn run(tx: &mut Tx, input: MoveOccurrence, key: Option<String>) -> Result<event::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "moveOccurrence", &input).await? {
        return events::visible_event(tx, EventId(id)).await;
    }
    let mut faults = Faults::default();
    let Some(event_id) = faults.id("eventId", "Event", input.event_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    of_event::lock(tx, event_id).await?;
    seats::lock(tx.db(), event_id).await?;
    let event = events::visible_event(tx, event_id).await?;
    policy::may_manage(tx.actor(), &event)?;
    let own_zone = event.time_zone.parse();
    let own_zone = own_zone.unwrap_or(tx.core().settings().time_zone);
    let zone = input.time_zone.as_deref();
    let zone = rules::zone(&mut faults, "timeZone", zone, own_zone);
    let (starts, ends) = (&input.starts_at, &input.ends_at);
    let span = rules::span(&mut faults, starts, ends, zone, tx.now());
    faults.finish()?;
    let span = span.ok_or_else(|| Error::internal("a span without faults is missing"))?;
    rules::must_be_ahead(&event, tx.now())?;
    of_event::must_be_version(input.expected_version, event.version)?;
    events::reschedule(tx, event, &span).await
}
