//! `addDiningPolicy`, `endDiningPolicy`, `banIngredient` and `liftIngredientBan`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::food_safety;

use super::rules::{BannedIngredient, DiningPolicy, LeadKind};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::scalars::Date;
use crate::graphql::user_error::UserError;

/// What the authorities ask of meals for many.
#[derive(InputObject)]
pub struct AddDiningPolicyInput {
    /// Where it holds, with everything below.
    pub area_id: ID,
    /// What it is called, 1 to 80 characters.
    pub name: String,
    /// From how many diners on, 1 to 100,000.
    pub diners_from: i32,
    /// How many days before the meal it is filed at the latest, 0 to 365.
    pub lead_days: i32,
    /// What days are counted.
    pub lead_kind: LeadKind,
    /// Least weight of a sample of each dish, in grams; together with `sampleHours`.
    pub sample_grams: Option<i32>,
    /// How long a sample is kept, in hours; together with `sampleGrams`.
    pub sample_hours: Option<i32>,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day on which it holds; no end if left out.
    pub valid_to: Option<Date>,
    /// The regulation that says so, 1 to 200 characters.
    pub source: String,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// The end of a policy.
#[derive(InputObject)]
pub struct EndDiningPolicyInput {
    /// Which.
    pub dining_policy_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Last day on which it holds.
    pub valid_to: Date,
}

/// What may not be served.
#[derive(InputObject)]
pub struct BanIngredientInput {
    /// Where, with everything below.
    pub area_id: ID,
    /// What it is, 1 to 40 characters.
    pub name: String,
    /// Other names under which it is brought, at most 20 of 1 to 40 characters.
    #[graphql(default)]
    pub aliases: Vec<String>,
    /// Why, and what to do instead, 1 to 200 characters.
    pub reason: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day on which it holds; no end if left out.
    pub valid_to: Option<Date>,
    /// The regulation that says so, 1 to 200 characters.
    pub source: String,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// The end of a ban.
#[derive(InputObject)]
pub struct LiftIngredientBanInput {
    /// Which.
    pub banned_ingredient_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Last day on which it holds.
    pub valid_to: Date,
}

/// What became of a mutation of a policy.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AddDiningPolicyPayload", params(Added)))]
#[graphql(concrete(name = "EndDiningPolicyPayload", params(Over)))]
pub struct DiningPolicyPayload<T: Send + Sync> {
    /// The policy; null if refused, except on a version conflict, which shows it as it is now.
    pub dining_policy: Option<DiningPolicy>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// What became of a mutation of what may not be served.
#[derive(SimpleObject)]
#[graphql(concrete(name = "BanIngredientPayload", params(Added)))]
#[graphql(concrete(name = "LiftIngredientBanPayload", params(Over)))]
pub struct BannedIngredientPayload<T: Send + Sync> {
    /// The entry; null if refused, except on a version conflict, which shows it as it is now.
    pub banned_ingredient: Option<BannedIngredient>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `addDiningPolicy`, `banIngredient`
pub struct Added;
/// `endDiningPolicy`, `liftIngredientBan`
pub struct Over;

/// See the module.
#[derive(Default)]
pub struct FoodRuleMutations;

#[Object]
impl FoodRuleMutations {
    /// Enters what the authorities of an area ask of meals for many. For its administrators. What was
    /// entered is not edited: it ends, and another begins.
    async fn add_dining_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The policy.")] input: AddDiningPolicyInput,
    ) -> Result<DiningPolicyPayload<Added>> {
        let command = food_safety::AddDiningPolicy {
            area_id: decode(&input.area_id),
            name: input.name,
            diners_from: input.diners_from,
            lead_days: input.lead_days,
            lead_kind: input.lead_kind.into(),
            sample_grams: input.sample_grams,
            sample_hours: input.sample_hours,
            valid_from: input.valid_from.into(),
            valid_to: input.valid_to.map(Into::into),
            source: input.source,
        };
        let key = input.idempotency_key;
        let answer = food_safety::add_dining_policy(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(DiningPolicyPayload {
            dining_policy: row.map(DiningPolicy),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }

    /// Sets the last day of a policy. For the administrators of its area.
    async fn end_dining_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end.")] input: EndDiningPolicyInput,
    ) -> Result<DiningPolicyPayload<Over>> {
        let id = decode(&input.dining_policy_id);
        let command = food_safety::EndDiningPolicy {
            dining_policy_id: id.clone(),
            expected_version: input.expected_version,
            valid_to: input.valid_to.into(),
        };
        let answer = food_safety::end_dining_policy(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let row = match (row, id) {
            (None, Ok(id)) if is_conflict(&user_errors) => load(ctx, id).await?,
            (row, _) => row,
        };
        Ok(DiningPolicyPayload {
            dining_policy: row.map(DiningPolicy),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }

    /// Enters what may not be served in an area. For its administrators.
    async fn ban_ingredient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What may not be served.")] input: BanIngredientInput,
    ) -> Result<BannedIngredientPayload<Added>> {
        let command = food_safety::BanIngredient {
            area_id: decode(&input.area_id),
            name: input.name,
            aliases: input.aliases,
            reason: input.reason,
            valid_from: input.valid_from.into(),
            valid_to: input.valid_to.map(Into::into),
            source: input.source,
        };
        let key = input.idempotency_key;
        let answer = food_safety::ban_ingredient(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(BannedIngredientPayload {
            banned_ingredient: row.map(BannedIngredient),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }

    /// Sets the last day on which something may not be served. For the administrators of its area.
    async fn lift_ingredient_ban(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end.")] input: LiftIngredientBanInput,
    ) -> Result<BannedIngredientPayload<Over>> {
        let id = decode(&input.banned_ingredient_id);
        let command = food_safety::LiftIngredientBan {
            banned_ingredient_id: id.clone(),
            expected_version: input.expected_version,
            valid_to: input.valid_to.into(),
        };
        let answer = food_safety::lift_ingredient_ban(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let row = match (row, id) {
            (None, Ok(id)) if is_conflict(&user_errors) => load(ctx, id).await?,
            (row, _) => row,
        };
        Ok(BannedIngredientPayload {
            banned_ingredient: row.map(BannedIngredient),
            user_errors,
            mutation: std::marker::PhantomData,
        })
    }
}
