//! `publishSeating`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::seating;

use super::payload::{Published, SeatingPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// What to publish.
#[derive(InputObject)]
pub struct PublishSeatingInput {
    /// The event.
    pub event_id: ID,
    /// The version of the plan that you saw; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
}

/// See the module.
#[derive(Default)]
pub struct PublishSeatingMutation;

#[Object]
impl PublishSeatingMutation {
    /// Shows guests where they sit, as the plan is now, in place of what they were shown before. For
    /// those who run the event.
    async fn publish_seating(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: PublishSeatingInput,
    ) -> Result<SeatingPayload<Published>> {
        let event_id = decode(&input.event_id);
        let command = seating::PublishSeating {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
        };
        let answer = seating::publish_seating(ctx.core(), ctx.actor(), command).await;
        payload(ctx, event_id, answer).await
    }
}
