//! `skipOccurrence`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::series;

use crate::graphql::context::ContextExt;
use crate::graphql::event::payload::{EventPayload, OccurrenceSkipped, payload};
use crate::graphql::id::decode;

/// Which event of a series is left out.
#[derive(InputObject)]
pub struct SkipOccurrenceInput {
    /// Which event.
    pub event_id: ID,
    /// The version that you looked at; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Why, as it is told to everybody who answered; up to 500 characters.
    pub reason: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct SkipOccurrenceMutation;

#[Object]
impl SkipOccurrenceMutation {
    /// Leaves one event of a series out: it is cancelled for good, its day is not used again, and everybody
    /// who answered is told. Days of which no event was made yet are taken out by `exceptDates` of
    /// `updateSeries`. For those who run the event.
    async fn skip_occurrence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: SkipOccurrenceInput,
    ) -> Result<EventPayload<OccurrenceSkipped>> {
        let event_id = decode(&input.event_id);
        let command = series::SkipOccurrence {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let answer = series::skip_occurrence(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
