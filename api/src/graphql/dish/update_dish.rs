//! `updateDish`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::dish;

use super::allergens::{DishAllergenInput, told};
use super::enums::{DietTag, DishCategory, DishTemperature};
use super::payload::{DishPayload, Updated, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::DateTime;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateDishInput {
    /// Which dish; whose it is tells for whom the caller acts.
    pub dish_id: ID,
    /// The way the change came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// What it is, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// Part of the meal.
    pub category: MaybeUndefined<DishCategory>,
    /// For how many tastes it is enough, 1 to 500.
    pub servings: MaybeUndefined<i32>,
    /// How it is served and kept.
    pub temperature: MaybeUndefined<DishTemperature>,
    /// When it is, or was, cooked: not after the event, and at most three days before it; null for not
    /// told.
    pub cooked_at: MaybeUndefined<DateTime>,
    /// Whom it suits, and what it holds, in place of what was said before. Contradictions are faults.
    pub diet_tags: MaybeUndefined<Vec<DietTag>>,
    /// What is known of allergens in it, each once, in place of what was said before. Of those that are
    /// left out nobody knows.
    pub allergens: MaybeUndefined<Vec<DishAllergenInput>>,
    /// What is in it, up to 40 of 1 to 40 characters, in place of what was said before.
    pub ingredients: MaybeUndefined<Vec<String>>,
    /// Whether elders and small children may choke on it.
    pub choking_hazard: MaybeUndefined<bool>,
    /// Address of a picture, `https`, up to 500 characters; null for none.
    pub photo_url: MaybeUndefined<String>,
    /// What the cook says of it, up to 500 characters; null for nothing.
    pub note: MaybeUndefined<String>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateDishMutation;

#[Object]
impl UpdateDishMutation {
    /// Edits a dish until the event is over. For its household, those who may act for its cook, and those
    /// who run the event.
    async fn update_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateDishInput,
    ) -> Result<DishPayload<Updated>> {
        let dish_id = decode(&input.dish_id);
        let command = dish::UpdateDish {
            dish_id: dish_id.clone(),
            via: input.via.into(),
            expected_version: input.expected_version,
            details: dish::Details {
                name: patch(input.name),
                category: patch(input.category).map(Into::into),
                servings: patch(input.servings),
                temperature: patch(input.temperature).map(Into::into),
                cooked_at: patch(input.cooked_at).map(|at| at.0),
                diet_tags: patch(input.diet_tags)
                    .map(|tags| tags.into_iter().map(Into::into).collect()),
                allergens: patch(input.allergens).map(told),
                ingredients: patch(input.ingredients),
                choking_hazard: patch(input.choking_hazard),
                photo_url: patch(input.photo_url),
                note: patch(input.note),
            },
        };
        let answer = dish::update_dish(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(dish_id), answer).await
    }
}
