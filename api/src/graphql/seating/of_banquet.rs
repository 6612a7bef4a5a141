//! What a banquet tells of who sits where.

use async_graphql::{Context, Object, Result};
use mulin_domain::seating::policy;

use super::loaders::{PlaceOf, PlanOf, ViewerHome};
use super::plan::SeatingPlan;
use super::types::BanquetTable;
use crate::graphql::banquet::types::Banquet;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::load;

/// Fields of [`Banquet`], which takes them up as its own.
pub struct BanquetSeating(pub Banquet);

#[Object]
impl BanquetSeating {
    /// Who sits where, for those who run the event; null for others, and before the tables were set.
    #[graphql(cache_control(private))]
    async fn seating_plan(&self, ctx: &Context<'_>) -> Result<Option<SeatingPlan>> {
        let event = &self.0.event;
        if !policy::may_see_plan(ctx.actor(), event.id, &event.area_path) {
            return Ok(None);
        }
        let row = load(ctx, PlanOf(event.id)).await?;
        let starts_at = event.starts_at;
        Ok(row.map(|row| SeatingPlan { row, starts_at }))
    }

    /// Where the caller sits, as it was last published; null before it was, for who does not come, and
    /// for who has no place yet.
    #[graphql(cache_control(private))]
    async fn viewer_table(&self, ctx: &Context<'_>) -> Result<Option<BanquetTable>> {
        let event = self.0.event.id;
        let Some(home) = load(ctx, ViewerHome(event)).await? else {
            return Ok(None);
        };
        let place = load(ctx, PlaceOf(event, home)).await?;
        BanquetTable::of(ctx, place.and_then(|place| place.published_table_id)).await
    }
}
