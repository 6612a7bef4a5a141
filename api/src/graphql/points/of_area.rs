//! What points are worth in an area.

use async_graphql::{Context, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::points::store;
use mulin_entities::{area, reward};

use super::loaders::RewardsOf;
use super::types::{PointsRule, Reward, RewardConnection};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// Fields of [`crate::graphql::place::types::Area`], which takes them up as its own.
pub struct AreaPoints(pub area::Model);

#[Object]
impl AreaPoints {
    /// The rule by which service here brings points now: its own or that of the nearest area above; null if
    /// there is none. Everybody may know.
    #[graphql(complexity = "4 + child_complexity")]
    async fn points_rule(&self, ctx: &Context<'_>) -> Result<Option<PointsRule>> {
        let (db, now) = (ctx.core().db().reader(), ctx.core().now());
        let rule = store::rule_at(db, &self.0.path, now).await;
        let rule = rule.map_err(|error| top_level(ctx, &error))?;
        Ok(rule.map(PointsRule))
    }

    /// What the area gives for points, in the order in which it was added. Everybody may know.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn rewards(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Whether to show what is given no more as well.",
            default = false
        )]
        include_ended: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<RewardConnection> {
        let page = page_by_id(first, after, last, before)?;
        let area = self.0.id;
        let key = RewardsOf {
            area,
            include_ended,
            page,
        };
        let slice = load(ctx, key).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &reward::Model| Key(row.id);
        Ok(RewardConnection::new(slice, key, Reward))
    }
}
