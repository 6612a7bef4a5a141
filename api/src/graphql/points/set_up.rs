//! `setPointsRule`, `addReward`, `updateReward`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::points;
use mulin_entities::RewardId;

use super::types::{PointsRule, Reward};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// How many points an hour brings.
#[derive(InputObject)]
pub struct SetPointsRuleInput {
    /// In which area, and all below that have no rule of their own.
    pub area_id: ID,
    /// Points for an hour, 0 to 1000.
    pub points_per_hour: i32,
    /// For service that ends from then on; left out: from now on.
    pub valid_from: Option<DateTime>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `setPointsRule`.
#[derive(SimpleObject)]
pub struct SetPointsRulePayload {
    /// The rule; null if refused.
    pub points_rule: Option<PointsRule>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// A new reward.
#[derive(InputObject)]
pub struct AddRewardInput {
    /// Who gives it.
    pub area_id: ID,
    /// What it is, 1 to 60 characters.
    pub name: String,
    /// More about it, up to 500 characters.
    pub description: Option<String>,
    /// Points for one, 1 to 1000000.
    pub cost: i32,
    /// How many there are to give, 0 to 1000000.
    pub stock: i32,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateRewardInput {
    /// Which.
    pub reward_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// What it is, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// More about it, up to 500 characters.
    pub description: MaybeUndefined<String>,
    /// Points for one, for exchanges from now on.
    pub cost: MaybeUndefined<i32>,
    /// How many there were ever to give: at least as many as are given or asked for.
    pub stock: MaybeUndefined<i32>,
    /// Whether it is given no more.
    pub ended: MaybeUndefined<bool>,
}

/// What became of a mutation of a reward.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AddRewardPayload", params(Added)))]
#[graphql(concrete(name = "UpdateRewardPayload", params(Updated)))]
pub struct RewardPayload<T: Send + Sync> {
    /// The reward; null if refused, except on a version conflict, which shows it as it is now.
    pub reward: Option<Reward>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `addReward`
pub struct Added;
/// `updateReward`
pub struct Updated;

/// See the module.
#[derive(Default)]
pub struct PointsSetUpMutations;

#[Object]
impl PointsSetUpMutations {
    /// Says how many points an hour of service brings in an area, from a time on. What was earned by earlier
    /// rules stays. For organisers and administrators of the area.
    async fn set_points_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, and where.")] input: SetPointsRuleInput,
    ) -> Result<SetPointsRulePayload> {
        let command = points::SetPointsRule {
            area_id: decode(&input.area_id),
            points_per_hour: input.points_per_hour,
            valid_from: input.valid_from.map(|at| at.0),
        };
        let key = input.idempotency_key;
        let answer = points::set_points_rule(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(SetPointsRulePayload {
            points_rule: row.map(PointsRule),
            user_errors,
        })
    }

    /// Adds what points are exchanged for. For organisers and administrators of the area.
    async fn add_reward(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reward.")] input: AddRewardInput,
    ) -> Result<RewardPayload<Added>> {
        let command = points::AddReward {
            area_id: decode(&input.area_id),
            name: input.name,
            description: input.description,
            cost: input.cost,
            stock: input.stock,
        };
        let key = input.idempotency_key;
        let answer = points::add_reward(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RewardPayload {
            reward: row.map(Reward),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }

    /// Edits what points are exchanged for, or ends it. For organisers and administrators of its area.
    async fn update_reward(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateRewardInput,
    ) -> Result<RewardPayload<Updated>> {
        let reward_id = decode::<RewardId>(&input.reward_id);
        let command = points::UpdateReward {
            reward_id: reward_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            description: patch(input.description),
            cost: patch(input.cost),
            stock: patch(input.stock),
            ended: patch(input.ended),
        };
        let answer = points::update_reward(ctx.core(), ctx.actor(), command).await;
        let (mut row, user_errors) = outcome(ctx, answer)?;
        if let (true, Ok(id)) = (is_conflict(&user_errors), reward_id) {
            row = load(ctx, id).await?;
        }
        Ok(RewardPayload {
            reward: row.map(Reward),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }
}
