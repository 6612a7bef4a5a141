//! `wantDish`, `updateWantedDish` and `removeWantedDish`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::dish;

use super::enums::DishCategory;
use super::payload::{Wanted, WantedDishPayload, WantedRemoved, WantedUpdated, wanted_payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;

/// What to ask for.
#[derive(InputObject)]
pub struct WantDishInput {
    /// For the banquet of which event.
    pub event_id: ID,
    /// Part of the meal.
    pub category: DishCategory,
    /// What is wanted, 1 to 60 characters.
    pub name: String,
    /// An explanation, up to 500 characters.
    pub note: Option<String>,
    /// Servings of each, 1 to 500.
    pub servings: i32,
    /// How many households are to bring one, 1 to 500.
    #[graphql(default = 1)]
    pub quantity: i32,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What to change; a field that is left out stays as it is. Who has claimed one keeps their dish.
#[derive(InputObject)]
pub struct UpdateWantedDishInput {
    /// Which.
    pub wanted_dish_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Part of the meal.
    pub category: MaybeUndefined<DishCategory>,
    /// What is wanted, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// An explanation, up to 500 characters; null for none.
    pub note: MaybeUndefined<String>,
    /// Servings of each, 1 to 500.
    pub servings: MaybeUndefined<i32>,
    /// How many households are to bring one, 1 to 500, and not fewer than have claimed one.
    pub quantity: MaybeUndefined<i32>,
}

/// Which is not asked for any more.
#[derive(InputObject)]
pub struct RemoveWantedDishInput {
    /// Which.
    pub wanted_dish_id: ID,
}

/// See the module.
#[derive(Default)]
pub struct WantedDishMutations;

#[Object]
impl WantedDishMutations {
    /// Asks households for a dish. For those who run the event.
    async fn want_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to ask for.")] input: WantDishInput,
    ) -> Result<WantedDishPayload<Wanted>> {
        let command = dish::WantDish {
            event_id: decode(&input.event_id),
            category: input.category.into(),
            name: input.name,
            note: input.note,
            servings: input.servings,
            quantity: input.quantity,
        };
        let key = input.idempotency_key;
        let answer = dish::want_dish(ctx.core(), ctx.actor(), command, key).await;
        wanted_payload(ctx, None, answer).await
    }

    /// Edits what is asked for. For those who run the event.
    async fn update_wanted_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateWantedDishInput,
    ) -> Result<WantedDishPayload<WantedUpdated>> {
        let wanted_dish_id = decode(&input.wanted_dish_id);
        let command = dish::UpdateWantedDish {
            wanted_dish_id: wanted_dish_id.clone(),
            expected_version: input.expected_version,
            category: patch(input.category).map(Into::into),
            name: patch(input.name),
            note: patch(input.note),
            servings: patch(input.servings),
            quantity: patch(input.quantity),
        };
        let answer = dish::update_wanted_dish(ctx.core(), ctx.actor(), command).await;
        wanted_payload(ctx, Some(wanted_dish_id), answer).await
    }

    /// Asks for a dish no longer. Who has claimed one keeps their dish; doing so twice changes nothing.
    /// For those who run the event.
    async fn remove_wanted_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemoveWantedDishInput,
    ) -> Result<WantedDishPayload<WantedRemoved>> {
        let wanted_dish_id = decode(&input.wanted_dish_id);
        let command = dish::RemoveWantedDish {
            wanted_dish_id: wanted_dish_id.clone(),
        };
        let answer = dish::remove_wanted_dish(ctx.core(), ctx.actor(), command).await;
        wanted_payload(ctx, Some(wanted_dish_id), answer).await
    }
}
