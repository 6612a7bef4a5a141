//! Finding series.

use async_graphql::{Context, ID, Object, Result};
use mulin_entities::SeriesId;

use super::types::Series;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;

/// See the module.
#[derive(Default)]
pub struct SeriesQueries;

#[Object]
impl SeriesQueries {
    /// One series; null if there is none that the caller may see.
    #[graphql(cache_control(max_age = 5))]
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series' id.")] id: ID,
    ) -> Result<Option<Series>> {
        match decode::<SeriesId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Series)),
            Err(_) => Ok(None),
        }
    }
}
