//! `rescheduleEvent`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::event;

use super::payload::{EventPayload, Rescheduled, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::{LocalDateTime, TimeZone};

/// The new time.
#[derive(InputObject)]
pub struct RescheduleEventInput {
    /// Which event.
    pub event_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Start on the clocks of `timeZone`, to come.
    pub starts_at: LocalDateTime,
    /// End on the clocks of `timeZone`, after the start.
    pub ends_at: LocalDateTime,
    /// Zone of the wall-clock times; the event's own if left out.
    pub time_zone: Option<TimeZone>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct RescheduleEventMutation;

#[Object]
impl RescheduleEventMutation {
    /// Moves an event that has not begun. Answers stay, the times at which they open and close and
    /// the reminders move along, and everybody who answered is told. Waiting parties are let in
    /// only after they answer again. For those who run it.
    async fn reschedule_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new time.")] input: RescheduleEventInput,
    ) -> Result<EventPayload<Rescheduled>> {
        let event_id = decode(&input.event_id);
        let command = event::RescheduleEvent {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            starts_at: input.starts_at.into(),
            ends_at: input.ends_at.into(),
            time_zone: input.time_zone.map(Into::into),
        };
        let answer =
            event::reschedule_event(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        payload(ctx, Some(event_id), answer).await
    }
}
