//! `reminderTemplates`

use async_graphql::{Context, Object};

use crate::graphql::context::ContextExt;

/// See the module.
#[derive(Default)]
pub struct ReminderTemplateQueries;

#[Object]
impl ReminderTemplateQueries {
    /// The names of the reminder templates beside the standard reminder, for `setEventReminders`, in
    /// order. `short` and `what_to_bring` are built in; an operator may add others.
    async fn reminder_templates(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.core().settings().reminder_templates.clone()
    }
}
