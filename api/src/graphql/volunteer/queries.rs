//! Finding teams. An area lists its own.

use async_graphql::{Context, ID, Object, Result};
use mulin_entities::TeamId;

use super::types::Team;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;

/// See the module.
#[derive(Default)]
pub struct VolunteerQueries;

#[Object]
impl VolunteerQueries {
    /// One team; null if there is none that the caller may see.
    #[graphql(cache_control(private))]
    async fn team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team's id.")] id: ID,
    ) -> Result<Option<Team>> {
        match decode::<TeamId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Team)),
            Err(_) => Ok(None),
        }
    }
}
