//! Votes, as a part of a dish.

use async_graphql::{Context, Object, Result};

use super::loaders::{LinesOf, ViewerBallot};
use crate::graphql::dish::types::Dish;
use crate::graphql::loaders::load;

/// See the module.
pub struct DishVotes(pub Dish);

#[Object]
impl DishVotes {
    /// Its votes; null until they were counted, for everybody.
    async fn votes(&self) -> Option<i32> {
        self.0.0.votes
    }

    /// Votes that the caller gave it, also while nobody knows the others'; null if the caller has cast
    /// no ballot, or nobody is signed in.
    #[graphql(cache_control(private))]
    async fn viewer_votes(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let dish = &self.0.0;
        let Some(ballot) = load(ctx, ViewerBallot(dish.event_id)).await? else {
            return Ok(None);
        };
        let key = LinesOf {
            event: dish.event_id,
            person: ballot.person_id,
        };
        let lines = load(ctx, key).await?.unwrap_or_default();
        let own = lines.iter().find(|line| line.dish_id == dish.id);
        Ok(Some(own.map_or(0, |line| line.votes)))
    }
}
