//! What households bring.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::dish::{details, policy, tags};
use mulin_domain::{event as events, person as people};
use mulin_entities::{DishId, dish};

use super::allergens::{DishAllergen, of_dish};
use super::enums::{AllergenVocabulary, DietTag, DishCategory, DishState, DishTemperature};
use super::loaders::AllergensOf;
use super::viewer_can::DishViewerCan;
use super::wanted::WantedDish;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::dish_vote::of_dish::DishVotes;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::event::types::Event;
use crate::graphql::food_safety::of_cook::DishCookCertificates;
use crate::graphql::food_safety::of_dish::DishSafety;
use crate::graphql::food_safety::samples::DishSamples;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::households::Household;
use crate::graphql::person::types::Person;
use crate::graphql::scalars::DateTime;

/// What a household brings to a banquet.
#[derive(Clone, Description)]
pub struct Dish(pub Arc<dish::Model>);

connection! {
    /// Dishes in the order in which they were promised.
    DishConnection, DishEdge, Dish
}

impl Dish {
    /// The dish, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: DishId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let event = load(ctx, row.event_id).await?;
        let seen = |path: &str| policy::may_see(ctx.actor(), &row, path);
        Ok(event
            .is_some_and(|event| seen(&event.area_path))
            .then_some(Self(row)))
    }
}

/// Who brings a dish, as those see it who see the dish.
#[derive(Clone, Description)]
pub struct DishCook(Dish);

#[Object(use_type_description)]
impl DishCook {
    /// Name: whole for the household and those who run the event, else masked (王*梅); null if nobody is
    /// signed in, and once the person was erased.
    #[graphql(cache_control(private))]
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let (actor, row) = (ctx.actor(), &self.0.0);
        let Some(cook) = row.cook_id else {
            return Ok(None);
        };
        let own = policy::is_of_household(actor, row);
        if !own && !events::policy::may_see_attendees(actor) {
            return Ok(None);
        }
        let Some(name) = load(ctx, NameOf(cook)).await? else {
            return Ok(None);
        };
        let whole = own || {
            let event = load(ctx, EventFacts(row.event_id)).await?;
            event.is_some_and(|event| policy::sees_household(actor, row, &event.area_path))
        };
        Ok(Some(if whole {
            name
        } else {
            people::rules::masked(&name)
        }))
    }

    /// The person's record; null if the caller may not see it.
    #[graphql(cache_control(private))]
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.0.0.cook_id {
            Some(cook) => Ok(load(ctx, cook).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// The household; null if the caller may not see it.
    #[graphql(cache_control(private))]
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        Ok(load(ctx, self.0.0.household_id).await?.map(Household))
    }
}

#[Object(use_type_description)]
impl Dish {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Its number at the banquet, on its label.
    async fn number(&self) -> i32 {
        self.0.dish_no
    }

    /// What it is.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Part of the meal.
    async fn category(&self) -> DishCategory {
        self.0.category.into()
    }

    /// For how many tastes it is enough.
    async fn servings(&self) -> i32 {
        self.0.servings
    }

    /// How it is served and kept.
    async fn temperature(&self) -> DishTemperature {
        self.0.temperature.into()
    }

    /// When it is, or was, cooked; null if not told.
    async fn cooked_at(&self) -> Option<DateTime> {
        self.0.cooked_at.map(DateTime)
    }

    /// Whom it suits, and what it holds, as its cook says.
    async fn diet_tags(&self) -> Vec<DietTag> {
        let tags = tags::read(&self.0.diet_tags).into_iter();
        tags.map(Into::into).collect()
    }

    /// What is known of each allergen of a list in it, in the order of the list: UNKNOWN where nobody
    /// told.
    #[graphql(complexity = "14 * child_complexity")]
    async fn allergens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this list; of all allergens if left out.")] vocabulary: Option<
            AllergenVocabulary,
        >,
    ) -> Result<Vec<DishAllergen>> {
        let rows = load(ctx, AllergensOf(self.0.id)).await?;
        Ok(of_dish(&rows.unwrap_or_default(), vocabulary))
    }

    /// What is in it, as its cook says.
    async fn ingredients(&self) -> Vec<String> {
        details::ingredients(&self.0)
    }

    /// Whether elders and small children may choke on it, as its cook says.
    async fn choking_hazard(&self) -> bool {
        self.0.choking_hazard
    }

    /// Address of a picture; null if there is none.
    async fn photo_url(&self) -> Option<&str> {
        self.0.photo_url.as_deref()
    }

    /// What the cook says of it; null if nothing.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whether it comes.
    async fn state(&self) -> DishState {
        self.0.state.into()
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was promised.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it stopped coming; null unless it did.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// Who brings it.
    async fn cook(&self) -> DishCook {
        DishCook(self.clone())
    }

    /// The wanted dish that it is one of; null if it is none.
    async fn wanted_dish(&self, ctx: &Context<'_>) -> Result<Option<WantedDish>> {
        match self.0.wanted_dish_id {
            Some(wanted) => Ok(load(ctx, wanted).await?.map(WantedDish)),
            None => Ok(None),
        }
    }

    /// The event of the banquet; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<DishViewerCan> {
        DishViewerCan::of(ctx, &self.0).await
    }

    #[graphql(flatten)]
    async fn votes_of(&self) -> DishVotes {
        DishVotes(self.clone())
    }

    #[graphql(flatten)]
    async fn samples_of(&self) -> DishSamples {
        DishSamples(self.clone())
    }

    #[graphql(flatten)]
    async fn certificates_of(&self) -> DishCookCertificates {
        DishCookCertificates(self.clone())
    }

    #[graphql(flatten)]
    async fn safety(&self) -> DishSafety {
        DishSafety(self.clone())
    }
}
