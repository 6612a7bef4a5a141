//! What the caller can do with a banquet.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::banquet::can;
use mulin_domain::dish::{bring::MAX_DISHES, can as with_dishes};
use mulin_domain::event::view::EventView;

use crate::graphql::context::ContextExt;
use crate::graphql::dish::loaders::{BroughtBy, ViewerHousehold};
use crate::graphql::loaders::load;

/// What the caller can do with a banquet now, as the mutations themselves would decide it.
#[derive(SimpleObject, Clone, Copy)]
pub struct BanquetViewerCan {
    /// Edit what it wants, ask for dishes, and edit what is asked for: those who run its event, until that
    /// is over.
    pub edit: bool,
    /// Bring a dish, or claim one that is asked for: somebody of the caller's household comes, it brings
    /// fewer than 20 dishes, and the event is not over.
    pub bring_dish: bool,
}

impl BanquetViewerCan {
    /// Of the banquet of an event that the caller may see.
    pub async fn of(ctx: &Context<'_>, event: &EventView) -> Result<Self> {
        let now = ctx.core().now();
        Ok(Self {
            edit: can::edit(ctx.actor(), event, now),
            bring_dish: with_dishes::bring(event, now) && has_room(ctx, event).await?,
        })
    }
}

/// Whether somebody of the caller's household comes, and it may bring more.
async fn has_room(ctx: &Context<'_>, event: &EventView) -> Result<bool> {
    let event = event.id;
    let Some(household) = load(ctx, ViewerHousehold(event)).await? else {
        return Ok(false);
    };
    let brought = load(ctx, BroughtBy { household, event }).await?;
    let brought = brought.map_or(0, |brought| brought.len());
    Ok(i64::try_from(brought).is_ok_and(|brought| brought < MAX_DISHES))
}
