//! The counts of an area.

use async_graphql::{Context, Object, Result};
use mulin_domain::report;
use mulin_entities::area;

use super::types::{AreaFigures, FiguresInput};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;

/// Fields of [`crate::graphql::place::types::Area`], which takes them up as its own.
pub struct FiguresOfArea(pub area::Model);

#[Object]
impl FiguresOfArea {
    /// Counts of what took place in the area and in all areas below it, for its organisers, administrators
    /// and stewards; null for others.
    #[graphql(complexity = "20 + child_complexity", cache_control(private))]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Which time, and as of when; the month in which we are, as of now, if left out."
        )]
        input: Option<FiguresInput>,
    ) -> Result<Option<AreaFigures>> {
        if !report::policy::may_see(ctx.actor(), &self.0) {
            return Ok(None);
        }
        let asked = input.unwrap_or_default().into();
        let figures = report::figures(ctx.core(), ctx.actor(), &self.0, &asked).await;
        let figures = figures.map_err(|error| top_level(ctx, &error))?;
        Ok(Some(AreaFigures(figures)))
    }
}
