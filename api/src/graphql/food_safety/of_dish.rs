//! What a dish tells of whom it may make ill.

use async_graphql::{Context, Object, Result};
use mulin_domain::food_safety::serve;
use mulin_domain::food_safety::suits::Known;
use mulin_domain::food_safety::warnings;

use super::loaders::BannedAt;
use super::suits::DishSuits;
use super::warnings::DishWarning;
use crate::graphql::context::ContextExt;
use crate::graphql::dish::loaders::AllergensOf;
use crate::graphql::dish::types::Dish;
use crate::graphql::loaders::load;
use crate::graphql::person::record_loaders::DietOf;

/// See the module.
pub struct DishSafety(pub Dish);

impl DishSafety {
    async fn known(&self, ctx: &Context<'_>) -> Result<Known> {
        let declared = load(ctx, AllergensOf(self.0.0.id)).await?;
        Ok(Known::of(&self.0.0, &declared.unwrap_or_default()))
    }
}

#[Object]
impl DishSafety {
    /// What everybody should know of it before they eat, the gravest first; empty for nothing, which only
    /// its cook can make it by declaring every allergen.
    #[graphql(complexity = "3 * child_complexity")]
    async fn warnings(&self, ctx: &Context<'_>) -> Result<Vec<DishWarning>> {
        let banned = load(ctx, BannedAt(self.0.0.event_id)).await?;
        let known = self.known(ctx).await?;
        let told = warnings::of_dish(&known, &banned.unwrap_or_default());
        let language = ctx.request().speech.language;
        let warning = |warning| DishWarning::of(warning, language);
        Ok(told.iter().map(warning).collect())
    }

    /// Whether it suits the caller, as far as its cook says; null for who is not signed in, and if
    /// nothing is known of what the caller does not eat (`setDiet`).
    #[graphql(complexity = "3 * child_complexity", cache_control(private))]
    async fn suits_viewer(&self, ctx: &Context<'_>) -> Result<Option<DishSuits>> {
        let Some(viewer) = ctx.actor().signed_in() else {
            return Ok(None);
        };
        let Some(diet) = load(ctx, DietOf(viewer.person_id)).await? else {
            return Ok(None);
        };
        let Some(event) = load(ctx, self.0.0.event_id).await? else {
            return Ok(None);
        };
        let known = self.known(ctx).await?;
        let year = serve::year_of(&event);
        let suits = serve::suits(&known, &diet, viewer.birth_year, year);
        Ok(Some(DishSuits::of(&suits, ctx.request().speech.language)))
    }
}
