//! Votes, as a part of a banquet.

use async_graphql::Object;

use super::types::DishVote;
use crate::graphql::banquet::types::Banquet;

/// See the module.
pub struct BanquetVoting(pub Banquet);

#[Object]
impl BanquetVoting {
    /// The vote for the best liked dishes.
    async fn dish_vote(&self) -> DishVote {
        DishVote(self.0.row.clone())
    }
}
