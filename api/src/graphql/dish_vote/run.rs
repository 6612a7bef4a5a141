//! `openDishVote` and `closeDishVote`

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::dish_vote::{CloseDishVote, OpenDishVote, close_dish_vote, open_dish_vote};
use mulin_domain::{Error, Result as Done};
use mulin_entities::banquet;

use crate::graphql::banquet::types::Banquet;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::required;
use crate::graphql::user_error::UserError;

/// Where guests are to vote.
#[derive(InputObject)]
pub struct OpenDishVoteInput {
    /// The event that is the banquet.
    pub event_id: ID,
}

/// Where the voting is over.
#[derive(InputObject)]
pub struct CloseDishVoteInput {
    /// The event that is the banquet.
    pub event_id: ID,
}

/// What became of opening or closing a vote.
#[derive(SimpleObject)]
#[graphql(concrete(name = "OpenDishVotePayload", params(Opened)))]
#[graphql(concrete(name = "CloseDishVotePayload", params(Closed)))]
pub struct DishVotePayload<T: Send + Sync> {
    /// The banquet with its vote; null if refused.
    pub banquet: Option<Banquet>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `openDishVote`
pub struct Opened;
/// `closeDishVote`
pub struct Closed;

async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    answer: Done<banquet::Model, Error>,
) -> Result<DishVotePayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let banquet = match row {
        Some(row) => Some(Banquet {
            event: required(ctx, row.event_id).await?,
            row: Arc::new(row),
        }),
        None => None,
    };
    Ok(DishVotePayload {
        banquet,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// See the module.
#[derive(Default)]
pub struct DishVoteMutations;

#[Object]
impl DishVoteMutations {
    /// Lets the guests of a banquet vote for its dishes, for those who run the event. It has to be
    /// published, and not be over. A second time does nothing; a vote that was counted stays closed.
    async fn open_dish_vote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] input: OpenDishVoteInput,
    ) -> Result<DishVotePayload<Opened>> {
        let command = OpenDishVote {
            event_id: decode(&input.event_id),
        };
        payload(ctx, open_dish_vote(ctx.core(), ctx.actor(), command).await).await
    }

    /// Ends the voting and counts, for those who run the event, also after it is over. Each ballot that
    /// was cast before counts once, and none is cast afterwards; from now on everybody who sees the
    /// banquet sees the results. A second time does nothing.
    async fn close_dish_vote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] input: CloseDishVoteInput,
    ) -> Result<DishVotePayload<Closed>> {
        let command = CloseDishVote {
            event_id: decode(&input.event_id),
        };
        payload(ctx, close_dish_vote(ctx.core(), ctx.actor(), command).await).await
    }
}
