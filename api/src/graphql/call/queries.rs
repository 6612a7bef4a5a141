//! The calls to be made.

use async_graphql::{Context, ID, Object, Result};
use mulin_domain::call::{policy, store};
use mulin_entities::AreaId;

use super::types::{CallState, CallTask, CallTaskConnection};
use crate::graphql::connection::page;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// See the module.
#[derive(Default)]
pub struct CallQueries;

#[Object]
impl CallQueries {
    /// The calls of a subtree, those first that are due first, for the stewards and administrators over
    /// it; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn call_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Top of the subtree.")] area_id: ID,
        #[graphql(desc = "In this state.", default_with = "CallState::Open")] state: CallState,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<CallTaskConnection>> {
        let page = page(first, after, last, before)?;
        let Ok(area) = decode::<AreaId>(&area_id) else {
            return Ok(None);
        };
        let area = load(ctx, area).await?;
        let Some(area) = area.filter(|area| policy::may_make(ctx.actor(), &area.path)) else {
            return Ok(None);
        };
        let (db, now) = (ctx.core().db().reader(), ctx.core().now());
        let slice = store::of_area(db, &area, state.into(), now, &page)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        let key = |call: &store::Call| (call.task.due_at, call.task.id);
        Ok(Some(CallTaskConnection::new(slice, key, CallTask)))
    }
}
