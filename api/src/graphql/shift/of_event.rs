//! The shifts of an event.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::event::view::EventView;

use super::loaders::ShiftsOf;
use super::types::Shift;
use crate::graphql::loaders::load;

/// Fields of [`crate::graphql::event::types::Event`], which takes them up as its own.
pub struct EventShifts(pub(crate) Arc<EventView>);

#[Object]
impl EventShifts {
    /// The times for which volunteers are needed, in the order of time: at most 100; empty if there are
    /// none.
    #[graphql(complexity = "5 * child_complexity")]
    async fn shifts(&self, ctx: &Context<'_>) -> Result<Vec<Shift>> {
        let rows = load(ctx, ShiftsOf(self.0.id)).await?.unwrap_or_default();
        let shift = |row| Shift {
            event: self.0.clone(),
            row,
        };
        Ok(rows.into_iter().map(shift).collect())
    }
}
