//! `redeemReward`, `handOverRedemption`, `cancelRedemption`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::points;
use mulin_entities::redemption;

use super::types::Redemption;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Points to exchange.
#[derive(InputObject)]
pub struct RedeemRewardInput {
    /// For what.
    pub reward_id: ID,
    /// Whose; the caller's if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What was handed over.
#[derive(InputObject)]
pub struct HandOverRedemptionInput {
    /// Which exchange.
    pub redemption_id: ID,
}

/// What to call off.
#[derive(InputObject)]
pub struct CancelRedemptionInput {
    /// Which exchange.
    pub redemption_id: ID,
}

/// What became of a mutation of an exchange.
#[derive(SimpleObject)]
#[graphql(concrete(name = "RedeemRewardPayload", params(Redeemed)))]
#[graphql(concrete(name = "HandOverRedemptionPayload", params(HandedOver)))]
#[graphql(concrete(name = "CancelRedemptionPayload", params(CalledOff)))]
pub struct RedemptionPayload<T: Send + Sync> {
    /// The exchange; null if refused.
    pub redemption: Option<Redemption>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `redeemReward`
pub struct Redeemed;
/// `handOverRedemption`
pub struct HandedOver;
/// `cancelRedemption`
pub struct CalledOff;

fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    answer: Result<redemption::Model, DomainError>,
) -> Result<RedemptionPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    Ok(RedemptionPayload {
        redemption: row.map(Redemption),
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// See the module.
#[derive(Default)]
pub struct RedemptionMutations;

#[Object]
impl RedemptionMutations {
    /// Exchanges points for one of a reward of one's own city, for oneself or somebody one may act for. The
    /// points are taken at once; they come back if it is called off.
    async fn redeem_reward(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For what.")] input: RedeemRewardInput,
    ) -> Result<RedemptionPayload<Redeemed>> {
        let command = points::RedeemReward {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            reward_id: decode(&input.reward_id),
        };
        let key = input.idempotency_key;
        payload(
            ctx,
            points::redeem_reward(ctx.core(), ctx.actor(), command, key).await,
        )
    }

    /// Tells that a reward was handed over. For organisers and administrators of its area; never what one
    /// asked for oneself. Doing so twice changes nothing.
    async fn hand_over_redemption(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What.")] input: HandOverRedemptionInput,
    ) -> Result<RedemptionPayload<HandedOver>> {
        let command = points::OfRedemption {
            redemption_id: decode(&input.redemption_id),
        };
        let answer = points::hand_over_redemption(ctx.core(), ctx.actor(), command).await;
        payload(ctx, answer)
    }

    /// Calls an exchange off that was not handed over: the points and the reward come back. For whose it is,
    /// those who may act for them, and the organisers and administrators of the reward's area. Doing so twice
    /// changes nothing.
    async fn cancel_redemption(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What.")] input: CancelRedemptionInput,
    ) -> Result<RedemptionPayload<CalledOff>> {
        let command = points::OfRedemption {
            redemption_id: decode(&input.redemption_id),
        };
        let answer = points::cancel_redemption(ctx.core(), ctx.actor(), command).await;
        payload(ctx, answer)
    }
}
