//! The banquet that an event is.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::event::view::EventView;
use mulin_entities::EventId;

use super::loaders::BanquetOf;
use super::types::Banquet;
use crate::graphql::loaders::load;

/// Fields of [`crate::graphql::event::types::Event`], which takes them up as its own.
pub struct EventBanquet(pub(crate) Arc<EventView>);

#[Object]
impl EventBanquet {
    /// The potluck meal that it is; null if nobody has planned one.
    async fn banquet(&self, ctx: &Context<'_>) -> Result<Option<Banquet>> {
        of_event(ctx, &self.0).await
    }
}

/// The banquet of an event that the caller may see.
pub async fn of_event(ctx: &Context<'_>, event: &Arc<EventView>) -> Result<Option<Banquet>> {
    let row = load(ctx, BanquetOf(event.id)).await?;
    Ok(row.map(|row| Banquet {
        event: event.clone(),
        row,
    }))
}

/// The banquet of an event, by its key; none if the caller may not see the event.
pub async fn by_event(ctx: &Context<'_>, event: EventId) -> Result<Option<Banquet>> {
    match load(ctx, event).await? {
        Some(event) => of_event(ctx, &event).await,
        None => Ok(None),
    }
}
