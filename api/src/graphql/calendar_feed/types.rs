//! Addresses at which a person's own calendar is read.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::calendar_feed::{FeedSecret, NewCalendarFeed, store};
use mulin_entities::{CalendarFeedId, PersonId, calendar_feed};

use crate::calendar_feed::address;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::loaders::{Rows, Shared, by_id};
use crate::graphql::scalars::DateTime;

/// An address at which a calendar program reads what a person comes to, may come to, or waits for, as that
/// person sees it and nobody else. Whoever has the address may read it, without signing in.
#[derive(Clone, Description)]
pub struct CalendarFeed {
    /// The address.
    pub feed: calendar_feed::Model,
    /// What opens it, if it was just made.
    pub secret: Option<FeedSecret>,
}

impl From<calendar_feed::Model> for CalendarFeed {
    fn from(feed: calendar_feed::Model) -> Self {
        Self { feed, secret: None }
    }
}

impl From<NewCalendarFeed> for CalendarFeed {
    fn from(new: NewCalendarFeed) -> Self {
        Self {
            feed: new.feed,
            secret: new.secret,
        }
    }
}

#[Object(use_type_description)]
impl CalendarFeed {
    /// Global id, for `revokeCalendarFeed`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.feed.root_area_id, self.feed.id)
    }

    /// What the person calls it: the program or device that reads it.
    async fn label(&self) -> &str {
        &self.feed.label
    }

    /// The secret in the address, for clients that know where this server is reached: the calendar is at
    /// `/calendar/people/{secret}.ics`. It is told once, to whoever made it; null ever after, also when
    /// `createCalendarFeed` is repeated with its idempotency key: make another one if it was lost.
    async fn secret(&self) -> Option<&str> {
        self.secret.as_ref().map(FeedSecret::expose)
    }

    /// The whole address, to be given to a calendar program; null where `secret` is, and if the operator
    /// has not said where this server is reached.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        Some(address::of_person(base, self.secret.as_ref()?))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.feed.created_at)
    }

    /// When it was taken back; null while it counts.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.feed.revoked_at.map(DateTime)
    }
}

/// Those of a person that count.
pub async fn live_of(ctx: &Context<'_>, person: PersonId) -> Result<Vec<CalendarFeed>> {
    let feeds = store::live_of(ctx.core().db().reader(), person).await;
    let feeds = feeds.map_err(|error| top_level(ctx, &error))?;
    Ok(feeds.into_iter().map(CalendarFeed::from).collect())
}

by_id!(
    CalendarFeedId => calendar_feed::Model,
    |rows, db, keys| store::visible_feeds(db, &rows.actor, keys),
    |row| (row.id, row)
);
