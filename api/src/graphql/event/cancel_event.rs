//! `cancelEvent`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::event;

use super::payload::{Cancelled, EventPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// What to cancel.
#[derive(InputObject)]
pub struct CancelEventInput {
    /// Which event.
    pub event_id: ID,
    /// The version that you looked at; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Why, as it is told to everybody who answered; up to 500 characters.
    pub reason: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct CancelEventMutation;

#[Object]
impl CancelEventMutation {
    /// Cancels an event for good: its reminders stop, and everybody who answered is told. Doing so
    /// twice changes nothing. For those who run it.
    async fn cancel_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] input: CancelEventInput,
    ) -> Result<EventPayload<Cancelled>> {
        let event_id = decode(&input.event_id);
        let command = event::CancelEvent {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let answer = event::cancel_event(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
