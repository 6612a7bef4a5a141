//! `castDishVotes`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::dish_vote::{self, CastDishVotes, VotesInput};

use super::types::DishBallot;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Votes for one dish.
#[derive(InputObject)]
pub struct DishVotesInput {
    /// The dish; each once.
    pub dish_id: ID,
    /// How many, at least one and at most as many as a guest gives one dish.
    pub votes: i32,
}

/// A ballot.
#[derive(InputObject)]
pub struct CastDishVotesInput {
    /// The event that is the banquet.
    pub event_id: ID,
    /// Whose ballot; the caller's if left out. For a guest whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// The whole ballot, which takes the place of the one before; empty to take all votes back. At most
    /// 100 dishes.
    pub votes: Vec<DishVotesInput>,
}

/// What became of `castDishVotes`.
#[derive(SimpleObject)]
pub struct CastDishVotesPayload {
    /// The ballot as it stands now; null if refused.
    pub ballot: Option<DishBallot>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CastDishVotesMutation;

#[Object]
impl CastDishVotesMutation {
    /// Gives a guest's votes, while the vote is open: for dishes of others, within the votes that a
    /// guest has. Guests are those who come by an answer of their own, and those who are named in a party
    /// that comes. Also by a personal link. May be cast anew until the vote is closed; of two that are
    /// cast at once the later one stands.
    async fn cast_dish_votes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ballot.")] input: CastDishVotesInput,
    ) -> Result<CastDishVotesPayload> {
        let votes = input.votes.into_iter().map(|line| VotesInput {
            dish_id: decode(&line.dish_id),
            votes: line.votes,
        });
        let command = CastDishVotes {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            event_id: decode(&input.event_id),
            votes: votes.collect(),
        };
        let answer = dish_vote::cast_dish_votes(ctx.core(), ctx.actor(), command).await;
        let (ballot, user_errors) = outcome(ctx, answer)?;
        Ok(CastDishVotesPayload {
            ballot: ballot.map(DishBallot),
            user_errors,
        })
    }
}
