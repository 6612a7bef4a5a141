//! The points of whoever asks.

use async_graphql::{Context, Description, Object, Result};
use mulin_domain::page::{Page, Slice};
use mulin_domain::points::store;
use mulin_entities::{PersonId, points_entry, redemption};

use super::loaders::AccountOf;
use super::types::{PointsEntry, PointsEntryConnection, Redemption, RedemptionConnection};
use crate::graphql::connection::{Cursor, Key, page, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// What somebody has of points, and how that came.
#[derive(Clone, Copy, Description)]
pub struct PointsAccount(pub PersonId);

/// The number of an entry.
struct Number(i64);

impl Cursor for Number {
    fn write(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Number)
    }
}

#[Object(use_type_description)]
impl PointsAccount {
    /// How many points there are to spend.
    async fn balance(&self, ctx: &Context<'_>) -> Result<i32> {
        let account = load(ctx, AccountOf(self.0)).await?;
        Ok(account.map_or(0, |account| account.balance))
    }

    /// How that came, the newest first. The entries sum up to the balance.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<PointsEntryConnection> {
        let page = page::<Number>(first, after, last, before)?;
        let page = Page {
            after: page.after.map(|key| key.0),
            before: page.before.map(|key| key.0),
            limit: page.limit,
            backwards: page.backwards,
        };
        let slice = store::entries_of(ctx.core().db().reader(), self.0, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let key = |row: &points_entry::Model| Number(i64::from(row.entry_no));
        Ok(PointsEntryConnection::new(slice, key, PointsEntry))
    }

    /// What they were exchanged for, the newest first.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn redemptions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<RedemptionConnection> {
        let page = page_by_id(first, after, last, before)?;
        let read = store::redemptions_of(ctx.core().db().reader(), &[self.0], &page).await;
        let mut read = read.map_err(|error| top_level(ctx, &error))?;
        let slice = read.pop().map_or_else(Slice::empty, |(_, slice)| slice);
        let key = |row: &redemption::Model| Key(row.id);
        Ok(RedemptionConnection::new(slice, key, Redemption))
    }
}

/// Fields of the viewer, who takes them up as their own.
pub struct ViewerPoints(pub PersonId);

#[Object]
impl ViewerPoints {
    /// The person's points.
    async fn points(&self) -> PointsAccount {
        PointsAccount(self.0)
    }
}
