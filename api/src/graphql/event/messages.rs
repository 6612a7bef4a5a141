//! What an event tells people: its reminders, its announcements, and what goes out when.

use async_graphql::{Context, Object, Result};
use mulin_domain::delivery::of_event::Which;
use mulin_domain::event::policy;
use mulin_entities::announcement;

use super::types::Event;
use crate::graphql::announcement::loaders::{AnnouncementsOf, ReminderPlanOf, RemindersOf};
use crate::graphql::announcement::plan::{self, ReminderPlanItem};
use crate::graphql::announcement::types::{Announcement, AnnouncementConnection, Reminder};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::delivery::of_event::{
    self as messages, EventDeliveryConnection, EventDeliveryCount,
};
use crate::graphql::delivery::types::{DeliveryState, MessageKind};
use crate::graphql::errors::top_level;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// Fields of [`Event`], which takes them up as its own.
pub struct EventMessages(pub(super) Event);

#[Object]
impl EventMessages {
    /// When it reminds whom, the earliest first.
    async fn reminders(&self, ctx: &Context<'_>) -> Result<Vec<Reminder>> {
        let rules = load(ctx, RemindersOf(self.0.view.id)).await?;
        let rules = rules.unwrap_or_default();
        let reminders: mulin_domain::Result<Vec<_>> = rules.iter().map(Reminder::of).collect();
        reminders.map_err(|error| top_level(ctx, &error))
    }

    /// What it was announced or will be, in the order in which that was written, for those who run it;
    /// null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn announcements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<AnnouncementConnection>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        let page = page_by_id(first, after, last, before)?;
        let event = self.0.view.id;
        let slice = load(ctx, AnnouncementsOf { event, page }).await?;
        let slice = slice.unwrap_or_else(mulin_domain::page::Slice::empty);
        let key = |row: &announcement::Model| Key(row.id);
        Ok(Some(AnnouncementConnection::new(slice, key, Announcement)))
    }

    /// Its reminders and announcements in order of time, each with whom it reaches, how, at what price,
    /// and what was sent already, for those who run it; null for others.
    #[graphql(complexity = "25 * child_complexity", cache_control(private))]
    async fn reminder_plan(&self, ctx: &Context<'_>) -> Result<Option<Vec<ReminderPlanItem>>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        match load(ctx, ReminderPlanOf(self.0.view.id)).await? {
            Some(plan) => Ok(Some(plan::items(ctx, plan).await?)),
            None => Ok(Some(Vec::new())),
        }
    }

    /// How many messages went out about it, by what they say, how they travel and how far they are, for
    /// those who run it; null for others.
    #[graphql(complexity = "1 + child_complexity", cache_control(private))]
    async fn delivery_counts(&self, ctx: &Context<'_>) -> Result<Option<Vec<EventDeliveryCount>>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        messages::counts(ctx, self.0.view.id).await.map(Some)
    }

    /// The messages about it, those first that were planned last, for those who run it; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    #[allow(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those so far; all if left out.")] state: Option<DeliveryState>,
        #[graphql(desc = "Only of this kind; all if left out.")] kind: Option<MessageKind>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<EventDeliveryConnection>> {
        if !policy::manages(ctx.actor(), self.0.view.id, &self.0.view.area_path) {
            return Ok(None);
        }
        let which = Which {
            state: state.map(Into::into),
            kind: kind.map(Into::into),
        };
        let page = page_by_id(first, after, last, before)?;
        messages::deliveries(ctx, self.0.view.id, which, page)
            .await
            .map(Some)
    }
}
