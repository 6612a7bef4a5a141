//! Samples of dishes.

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::food_safety::{self, policy};
use mulin_entities::{FoodSampleId, food_sample};

use super::authority_loaders::SamplesOf;
use crate::graphql::context::ContextExt;
use crate::graphql::dish::types::Dish;
use crate::graphql::errors::outcome;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::load;
use crate::graphql::person::acting::Doer;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// A sample of a dish, kept in case somebody falls ill: for those who run its event.
#[derive(Clone, Description)]
pub struct FoodSample(pub food_sample::Model);

impl FoodSample {
    /// The sample, if the caller runs its event.
    pub async fn if_visible(ctx: &Context<'_>, id: FoodSampleId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let event = load(ctx, EventFacts(row.event_id)).await?;
        let runs =
            event.is_some_and(|event| policy::runs(ctx.actor(), row.event_id, &event.area_path));
        Ok(runs.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl FoodSample {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Of which dish; null if the caller may not see it any more.
    async fn dish(&self, ctx: &Context<'_>) -> Result<Option<Dish>> {
        Dish::if_visible(ctx, self.0.dish_id).await
    }

    /// Its weight.
    async fn grams(&self) -> i32 {
        self.0.grams
    }

    /// When it was taken.
    async fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }

    /// Who took it.
    async fn taken_by(&self) -> Doer {
        Doer(self.0.taken_by)
    }

    /// Until when it is kept.
    async fn discard_after(&self) -> DateTime {
        DateTime(self.0.discard_after)
    }

    /// When it was thrown away; null while it is kept.
    async fn discarded_at(&self) -> Option<DateTime> {
        self.0.discarded_at.map(DateTime)
    }
}

/// See the module: fields of a dish.
pub struct DishSamples(pub Dish);

#[Object]
impl DishSamples {
    /// Samples that were taken of it, for those who run its event; null for others.
    #[graphql(complexity = "3 * child_complexity", cache_control(private))]
    async fn samples(&self, ctx: &Context<'_>) -> Result<Option<Vec<FoodSample>>> {
        let row = &self.0.0;
        let event = load(ctx, EventFacts(row.event_id)).await?;
        if !event.is_some_and(|event| policy::runs(ctx.actor(), row.event_id, &event.area_path)) {
            return Ok(None);
        }
        let rows = load(ctx, SamplesOf(row.id)).await?.unwrap_or_default();
        Ok(Some(rows.into_iter().map(FoodSample).collect()))
    }
}

/// A sample that was taken.
#[derive(InputObject)]
pub struct RecordFoodSampleInput {
    /// Of which dish.
    pub dish_id: ID,
    /// Its weight in grams: at least what the policies ask that hold there on that day.
    pub grams: i32,
    /// When it was taken; now if left out.
    pub taken_at: Option<DateTime>,
    /// How long it is kept, in hours: at least as long as the policies ask, which tell it if left out.
    /// Needed where no policy tells.
    pub keep_hours: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// A sample that was thrown away.
#[derive(InputObject)]
pub struct DiscardFoodSampleInput {
    /// Which.
    pub food_sample_id: ID,
}

/// What became of `recordFoodSample`.
#[derive(SimpleObject)]
pub struct RecordFoodSamplePayload {
    /// The sample; null if refused.
    pub food_sample: Option<FoodSample>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of `discardFoodSample`.
#[derive(SimpleObject)]
pub struct DiscardFoodSamplePayload {
    /// The sample; null if refused.
    pub food_sample: Option<FoodSample>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct FoodSampleMutations;

#[Object]
impl FoodSampleMutations {
    /// Notes that a sample of a dish was taken. For those who run the event.
    async fn record_food_sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sample.")] input: RecordFoodSampleInput,
    ) -> Result<RecordFoodSamplePayload> {
        let command = food_safety::RecordFoodSample {
            dish_id: decode(&input.dish_id),
            grams: input.grams,
            taken_at: input.taken_at.map(|at| at.0),
            keep_hours: input.keep_hours,
        };
        let key = input.idempotency_key;
        let answer = food_safety::record_food_sample(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RecordFoodSamplePayload {
            food_sample: row.map(FoodSample),
            user_errors,
        })
    }

    /// Notes that a sample was thrown away, once its time is over. For those who run the event. Doing so
    /// twice changes nothing.
    async fn discard_food_sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: DiscardFoodSampleInput,
    ) -> Result<DiscardFoodSamplePayload> {
        let command = food_safety::DiscardFoodSample {
            food_sample_id: decode(&input.food_sample_id),
        };
        let answer = food_safety::discard_food_sample(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(DiscardFoodSamplePayload {
            food_sample: row.map(FoodSample),
            user_errors,
        })
    }
}
