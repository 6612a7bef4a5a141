//! `setEventReminders`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::reminder;

use super::payload::{EventPayload, RemindersSet, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::Duration;

/// When to remind.
#[derive(InputObject)]
pub struct SetEventRemindersInput {
    /// Which event.
    pub event_id: ID,
    /// How long before the start, five at most and 30 days at the earliest; empty for no reminders.
    pub before: Vec<Duration>,
}

/// See the module.
#[derive(Default)]
pub struct SetEventRemindersMutation;

#[Object]
impl SetEventRemindersMutation {
    /// Sets when an event reminds those who come or may come. Reminders that stay are not sent
    /// again. For those who run it.
    async fn set_event_reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When to remind.")] input: SetEventRemindersInput,
    ) -> Result<EventPayload<RemindersSet>> {
        let event_id = decode(&input.event_id);
        let command = reminder::SetEventReminders {
            event_id: event_id.clone(),
            before: input.before.into_iter().map(Into::into).collect(),
        };
        let answer = reminder::set_event_reminders(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
