//! The stalls of an event.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::event::view::EventView;

use super::loaders::StallsOf;
use super::types::Stall;
use crate::graphql::loaders::load;

/// Fields of [`crate::graphql::event::types::Event`], which takes them up as its own.
pub struct EventStalls(pub(crate) Arc<EventView>);

#[Object]
impl EventStalls {
    /// Where something is done for people on a service day (便民服务日), in the order in which the stalls
    /// were added: at most 50; empty if it is none.
    #[graphql(complexity = "5 * child_complexity")]
    async fn stalls(&self, ctx: &Context<'_>) -> Result<Vec<Stall>> {
        let rows = load(ctx, StallsOf(self.0.id)).await?.unwrap_or_default();
        let stall = |row| Stall {
            event: self.0.clone(),
            row,
        };
        Ok(rows.into_iter().map(stall).collect())
    }
}
