//! The shifts of a team.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::shift::list::{self, TimeKey};
use mulin_entities::TeamId;

use super::types::Shift;
use crate::connection;
use crate::graphql::connection::page;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::place::types::page_size;

connection! {
    /// Shifts in the order of time.
    ShiftConnection, ShiftEdge, Shift
}

/// Fields of [`crate::graphql::volunteer::types::Team`], which takes them up as its own.
pub struct TeamShifts(pub TeamId);

#[Object]
impl TeamShifts {
    /// The shifts of the team that take place and have not ended, in the order of time, of events that the
    /// caller may see.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn shifts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ShiftConnection> {
        let page = page::<TimeKey>(first, after, last, before)?;
        let (db, now) = (ctx.core().db().reader(), ctx.core().now());
        let slice = list::of_team(db, self.0, now, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let rows = slice.rows.into_iter().map(Arc::new);
        let shown = rows.map(|row| Shift::of(ctx, row));
        let shown = futures_util::future::try_join_all(shown).await?;
        let slice = Slice {
            rows: shown.into_iter().flatten().collect(),
            has_previous: slice.has_previous,
            has_next: slice.has_next,
        };
        let key = |shift: &Shift| (shift.row.starts_at, shift.row.id);
        Ok(ShiftConnection::new(slice, key, |shift| shift))
    }
}
