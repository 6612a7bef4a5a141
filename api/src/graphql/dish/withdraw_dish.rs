//! `withdrawDish`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::dish;

use super::payload::{DishPayload, Withdrawn, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::rsvp::types::Via;

/// Which dish does not come.
#[derive(InputObject)]
pub struct WithdrawDishInput {
    /// Which dish; whose it is tells for whom the caller acts.
    pub dish_id: ID,
    /// The way the withdrawal came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// See the module.
#[derive(Default)]
pub struct WithdrawDishMutation;

#[Object]
impl WithdrawDishMutation {
    /// Takes a dish back; another household can then claim what was asked for. For its household, those
    /// who may act for its cook, and those who run the event. Doing so twice changes nothing.
    async fn withdraw_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawDishInput,
    ) -> Result<DishPayload<Withdrawn>> {
        let dish_id = decode(&input.dish_id);
        let command = dish::WithdrawDish {
            dish_id: dish_id.clone(),
            via: input.via.into(),
        };
        let answer = dish::withdraw_dish(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(dish_id), answer).await
    }
}
