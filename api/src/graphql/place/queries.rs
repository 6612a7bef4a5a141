//! Finding areas and venues. Both are public knowledge.

use async_graphql::{Context, ID, Object, Result};
use mulin_domain::place;
use mulin_entities::{AreaId, VenueId};

use super::types::{Area, Venue};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;

/// See the module.
#[derive(Default)]
pub struct PlaceQueries;

#[Object]
impl PlaceQueries {
    /// The cities, by name: where to begin to look for one's own area.
    #[graphql(complexity = "20 * child_complexity", cache_control(max_age = 60))]
    async fn cities(&self, ctx: &Context<'_>) -> Result<Vec<Area>> {
        let rows = place::store::cities(ctx.core().db().reader()).await;
        Ok(rows
            .map_err(|error| top_level(ctx, &error))?
            .into_iter()
            .map(Area)
            .collect())
    }

    /// One area; null if there is none.
    #[graphql(cache_control(max_age = 60))]
    async fn area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area's id.")] id: ID,
    ) -> Result<Option<Area>> {
        match decode::<AreaId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Area)),
            Err(_) => Ok(None),
        }
    }

    /// One venue; null if there is none.
    #[graphql(cache_control(max_age = 60))]
    async fn venue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The venue's id.")] id: ID,
    ) -> Result<Option<Venue>> {
        match decode::<VenueId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Venue)),
            Err(_) => Ok(None),
        }
    }
}
