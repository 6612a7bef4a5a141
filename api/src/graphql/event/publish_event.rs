//! `publishEvent`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::event;

use super::payload::{EventPayload, Published, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// What to publish.
#[derive(InputObject)]
pub struct PublishEventInput {
    /// Which event.
    pub event_id: ID,
    /// The version that you looked at; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
}

/// See the module.
#[derive(Default)]
pub struct PublishEventMutation;

#[Object]
impl PublishEventMutation {
    /// Shows an event to its audience and plans its reminders. Doing so twice changes nothing. For
    /// those who run it.
    async fn publish_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: PublishEventInput,
    ) -> Result<EventPayload<Published>> {
        let event_id = decode(&input.event_id);
        let expected_version = input.expected_version;
        let command = event::PublishEvent {
            event_id: event_id.clone(),
            expected_version,
        };
        let answer = event::publish_event(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
