//! Reminders of an event, and what its organisers announce.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::delivery::audience::{Audience, channels};
use mulin_domain::event::rules::format_duration;
use mulin_entities::{announcement, reminder_rule};

use super::enums::{AnnouncementState, Presence, ReminderAudience};
use crate::connection;
use crate::graphql::channel::Channel;
use crate::graphql::errors::top_level;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::load;
use crate::graphql::person::acting::Doer;
use crate::graphql::place::types::Area;
use crate::graphql::scalars::{DateTime, Duration};

/// A reminder of an event.
#[derive(SimpleObject, Clone)]
pub struct Reminder {
    /// How long before the start. It moves with the event.
    pub before: Duration,
    /// For whom it is.
    pub audience: Vec<ReminderAudience>,
    /// Which channels it may go by: the first that reaches the person, in the person's own order, or in
    /// this one for who has none. Empty for all.
    pub channels: Vec<Channel>,
    /// The reminder template that it is written in, one of `reminderTemplates`; null for the standard
    /// reminder.
    pub template: Option<String>,
}

impl Reminder {
    /// A rule as clients see it.
    pub fn of(rule: &reminder_rule::Model) -> mulin_domain::Result<Self> {
        let channels = channels(rule.channels.as_deref())?.into_iter();
        Ok(Self {
            before: Duration(format_duration(rule.before_seconds)),
            audience: parts(&rule.audience)?,
            channels: channels.map(Into::into).collect(),
            template: rule.template.clone(),
        })
    }
}

fn parts(audience: &str) -> mulin_domain::Result<Vec<ReminderAudience>> {
    let audience = Audience::parse(audience)?;
    Ok(audience.parts().map(Into::into).collect())
}

/// What those who run an event tell those who answered it, at once or at a time, as they see it.
#[derive(Clone, Description)]
pub struct Announcement(pub announcement::Model);

connection! {
    /// Announcements.
    AnnouncementConnection, AnnouncementEdge, Announcement
}

#[Object(use_type_description)]
impl Announcement {
    /// Global id, for `cancelAnnouncement`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// What it is about, in a line.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Its words, as they are written: never read as Markdown or HTML.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// For which answers it is.
    async fn states(&self, ctx: &Context<'_>) -> Result<Vec<ReminderAudience>> {
        parts(&self.0.audience).map_err(|error| top_level(ctx, &error))
    }

    /// For those who were checked in only, or those who were not; null for both.
    async fn presence(&self) -> Option<Presence> {
        self.0.presence.map(Into::into)
    }

    /// For those who live there only; null for everybody.
    async fn area(&self, ctx: &Context<'_>) -> Result<Option<Area>> {
        match self.0.area_id {
            Some(area) => Ok(load(ctx, area).await?.map(Area)),
            None => Ok(None),
        }
    }

    /// Which channels it may go by: the first that reaches the person, in the person's own order, or in
    /// this one for who has none. Empty for all.
    async fn channels(&self, ctx: &Context<'_>) -> Result<Vec<Channel>> {
        let channels = channels(self.0.channels.as_deref());
        let channels = channels.map_err(|error| top_level(ctx, &error))?;
        Ok(channels.into_iter().map(Into::into).collect())
    }

    /// When it is wanted; null if it was wanted at once, or so long before the start.
    async fn send_at(&self) -> Option<DateTime> {
        self.0.send_at.map(DateTime)
    }

    /// How long before the start it is wanted, moving with the event; null if at a time or at once.
    async fn before(&self) -> Option<Duration> {
        let before = self.0.before_seconds;
        before.map(|seconds| Duration(format_duration(seconds)))
    }

    /// How far it is.
    async fn state(&self) -> AnnouncementState {
        self.0.state.into()
    }

    /// Who wrote it.
    async fn author(&self) -> Doer {
        Doer(self.0.author_id)
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was called off; null if it was not.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime)
    }
}
