//! `setEventReminders`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::reminder;

use super::payload::{EventPayload, RemindersSet, payload};
use crate::graphql::announcement::enums::ReminderAudience;
use crate::graphql::channel::Channel;
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::Duration;

/// A reminder of an event.
#[derive(InputObject)]
pub struct ReminderInput {
    /// How long before the start, 30 days at the earliest.
    pub before: Duration,
    /// For whom; GOING and MAYBE if left out.
    pub audience: Option<Vec<ReminderAudience>>,
    /// Which channels it may go by: the first that reaches the person, in the person's own order, or in
    /// this one for who has none. All if left out or empty.
    pub channels: Option<Vec<Channel>>,
    /// The name of a reminder template, one of `reminderTemplates`; the standard reminder if left out.
    pub template: Option<String>,
}

/// When to remind whom.
#[derive(InputObject)]
pub struct SetEventRemindersInput {
    /// Which event.
    pub event_id: ID,
    /// Five at most, no two of the same time and audience; empty for no reminders.
    pub reminders: Vec<ReminderInput>,
}

/// See the module.
#[derive(Default)]
pub struct SetEventRemindersMutation;

#[Object]
impl SetEventRemindersMutation {
    /// Sets when an event reminds whom. Reminders that stay, by their time and their audience, are not
    /// sent again. For those who run it.
    async fn set_event_reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When to remind whom.")] input: SetEventRemindersInput,
    ) -> Result<EventPayload<RemindersSet>> {
        let event_id = decode(&input.event_id);
        let reminder = |one: ReminderInput| reminder::ReminderInput {
            before: one.before.into(),
            audience: (one.audience).map(|parts| parts.into_iter().map(Into::into).collect()),
            channels: (one.channels).map(|ways| ways.into_iter().map(Into::into).collect()),
            template: one.template,
        };
        let command = reminder::SetEventReminders {
            event_id: event_id.clone(),
            reminders: input.reminders.into_iter().map(reminder).collect(),
        };
        let answer = reminder::set_event_reminders(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(event_id), answer).await
    }
}
