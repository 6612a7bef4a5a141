//! `moveOccurrence`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::series;

use crate::graphql::context::ContextExt;
use crate::graphql::event::payload::{EventPayload, OccurrenceMoved, payload};
use crate::graphql::id::decode;
use crate::graphql::scalars::{LocalDateTime, TimeZone};

/// The new time of one event of a series.
#[derive(InputObject)]
pub struct MoveOccurrenceInput {
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
pub struct MoveOccurrenceMutation;

#[Object]
impl MoveOccurrenceMutation {
    /// Moves one event of a series that has not begun, as `rescheduleEvent` does. It stays the event of its
    /// day of the rule, which is not used again, and keeps its time when the series is edited. For those
    /// who run the event.
    async fn move_occurrence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new time.")] input: MoveOccurrenceInput,
    ) -> Result<EventPayload<OccurrenceMoved>> {
        let event_id = decode(&input.event_id);
        let command = series::MoveOccurrence {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            starts_at: input.starts_at.into(),
            ends_at: input.ends_at.into(),
            time_zone: input.time_zone.map(Into::into),
        };
        let key = input.idempotency_key;
        let answer = series::move_occurrence(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, Some(event_id), answer).await
    }
}
