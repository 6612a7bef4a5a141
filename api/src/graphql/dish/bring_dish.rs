//! `bringDish`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::dish;
use mulin_domain::input::Patch;

use super::allergens::{DishAllergenInput, told};
use super::enums::{DietTag, DishCategory, DishTemperature};
use super::payload::{Brought, DishPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::given;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::DateTime;

/// What a household brings.
#[derive(InputObject)]
pub struct BringDishInput {
    /// To the banquet of which event.
    pub event_id: ID,
    /// Whose household brings it; the caller's if left out. For a person whom the caller may act for: of
    /// the household, or, while they agree, of the unit that the caller looks after.
    pub on_behalf_of: Option<ID>,
    /// The way the promise came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// What it is, 1 to 60 characters.
    pub name: String,
    /// Part of the meal.
    pub category: DishCategory,
    /// For how many tastes it is enough, 1 to 500.
    pub servings: i32,
    /// How it is served and kept.
    pub temperature: DishTemperature,
    /// When it is, or was, cooked: not after the event, and at most three days before it.
    pub cooked_at: Option<DateTime>,
    /// Whom it suits, and what it holds. Contradictions are faults.
    #[graphql(default)]
    pub diet_tags: Vec<DietTag>,
    /// What is known of allergens in it, each once. Of those that are left out nobody knows.
    #[graphql(default)]
    pub allergens: Vec<DishAllergenInput>,
    /// What is in it, up to 40 of 1 to 40 characters.
    #[graphql(default)]
    pub ingredients: Vec<String>,
    /// Whether elders and small children may choke on it.
    #[graphql(default)]
    pub choking_hazard: bool,
    /// Address of a picture, `https`, up to 500 characters.
    pub photo_url: Option<String>,
    /// What the cook says of it, up to 500 characters.
    pub note: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

impl BringDishInput {
    fn details(self) -> dish::Details {
        dish::Details {
            name: Patch::Set(self.name),
            category: Patch::Set(self.category.into()),
            servings: Patch::Set(self.servings),
            temperature: Patch::Set(self.temperature.into()),
            cooked_at: given(self.cooked_at.map(|at| at.0)),
            diet_tags: Patch::Set(self.diet_tags.into_iter().map(Into::into).collect()),
            allergens: Patch::Set(told(self.allergens)),
            ingredients: Patch::Set(self.ingredients),
            choking_hazard: Patch::Set(self.choking_hazard),
            photo_url: given(self.photo_url),
            note: given(self.note),
        }
    }
}

/// See the module.
#[derive(Default)]
pub struct BringDishMutation;

#[Object]
impl BringDishMutation {
    /// Promises a dish for one's household, or for that of somebody one may act for, of which somebody
    /// has to come: else it is refused with HOUSEHOLD_NOT_GOING. It is given up if nobody of the household
    /// comes any more. Up to 20 dishes a household.
    async fn bring_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What.")] input: BringDishInput,
    ) -> Result<DishPayload<Brought>> {
        let key = input.idempotency_key.clone();
        let command = dish::BringDish {
            event_id: decode(&input.event_id),
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            details: input.details(),
        };
        let answer = dish::bring_dish(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, None, answer).await
    }
}
