//! What a banquet tells of what its guests cannot eat.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use mulin_domain::event::policy::manages;
use mulin_domain::food_safety::serve;
use mulin_domain::person::diet::DietKind as Kind;
use mulin_entities::{Allergen as Row, DishId};
use sea_orm::Iterable;

use super::loaders::{BannedAt, CooksAt, DietCountsOf};
use super::suits::{DishFit, DishForPerson, DishForPersonConnection, DishSuits};
use super::warnings::{BanquetWarnings, BanquetWarningsConnection};
use crate::graphql::banquet::types::Banquet;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::dish::enums::Allergen;
use crate::graphql::dish::types::Dish;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::person::diet::DietKind;
use crate::graphql::place::types::page_size;
use crate::graphql::scalars::DateTime;

/// How many guests of a banquet react to an allergen.
#[derive(SimpleObject, Clone)]
pub struct AllergenCount {
    /// The allergen.
    pub allergen: Allergen,
    /// Guests; null if they are fewer than 5 or none. Null is never none.
    pub guests: Option<i32>,
}

/// How many guests of a banquet eat in a way.
#[derive(SimpleObject, Clone)]
pub struct DietKindCount {
    /// The way.
    pub diet: DietKind,
    /// Guests; null if they are fewer than 5 or none. Null is never none.
    pub guests: Option<i32>,
}

/// How many guests of a banquet cannot eat what, without telling who: of those who come, are known by
/// name and agreed that it is kept. They are counted by the hour, and not when somebody looks.
#[derive(SimpleObject, Clone)]
pub struct BanquetDietCounts {
    /// One for each allergen.
    pub allergens: Vec<AllergenCount>,
    /// One for each way to eat.
    pub diets: Vec<DietKindCount>,
    /// Elders (60 or older), small children (up to 6) and children of whom nobody knows how old they
    /// are, who choke easily; null if they are fewer than 5 or none.
    pub choke_easily: Option<i32>,
    /// When they were counted.
    pub counted_at: DateTime,
}

/// See the module.
pub struct BanquetSafety(pub Banquet);

#[Object]
impl BanquetSafety {
    /// Which dishes suit the caller, or a person whose record they keep (`personId`: for a child of the
    /// household, or as the steward), as far as cooks say; the person is shown who else has asked; null if
    /// the caller may not ask, and if nothing is known of what the person does not eat (`setDiet`).
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn dishes_for_me(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom they are to suit; oneself if left out.")] person_id: Option<ID>,
        #[graphql(
            desc = "Only dishes of which this is the answer.",
            default_with = "vec![DishFit::Suits]"
        )]
        fit: Vec<DishFit>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<DishForPersonConnection>> {
        let page = page_by_id::<DishId>(first, after, last, before)?;
        let person = match person_id {
            Some(id) => decode(&id).ok(),
            None => ctx.actor().person_id(),
        };
        let Some(person) = person else {
            return Ok(None);
        };
        let wanted = |is: &_| fit.contains(&DishFit::of(is));
        let (core, actor) = (ctx.core(), ctx.actor());
        let read = serve::dishes_for(core, actor, &self.0.event, person, wanted, &page).await;
        let language = ctx.request().speech.language;
        let dish = |(dish, suits): (mulin_entities::dish::Model, serve::Suits)| DishForPerson {
            dish: Dish(dish.into()),
            suits: DishSuits::of(&suits, language),
        };
        let slice = read.map_err(|error| top_level(ctx, &error))?;
        let key = |row: &(mulin_entities::dish::Model, serve::Suits)| Key(row.0.id);
        Ok(slice.map(|slice| DishForPersonConnection::new(slice, key, dish)))
    }

    /// The dishes that somebody should look into, with how many guests it concerns, for those who run the
    /// event; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn warnings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<BanquetWarningsConnection>> {
        let page = page_by_id::<DishId>(first, after, last, before)?;
        let event = &self.0.event;
        if !manages(ctx.actor(), event.id, &event.area_path) {
            return Ok(None);
        }
        let banned = load(ctx, BannedAt(event.id)).await?.unwrap_or_default();
        let db = ctx.core().db().reader();
        let slice = serve::concerns(db, event.id, &banned, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let language = ctx.request().speech.language;
        Ok(Some(BanquetWarningsConnection::new(
            slice,
            |one| Key(one.dish.id),
            |one| BanquetWarnings::of(one, language),
        )))
    }

    /// How many guests cannot eat what, for those who run the event and those who bring a dish; null for
    /// others, and before they were first counted.
    #[graphql(complexity = "22 * child_complexity", cache_control(private))]
    async fn diet_counts(&self, ctx: &Context<'_>) -> Result<Option<BanquetDietCounts>> {
        let event = &self.0.event;
        let may_see = manages(ctx.actor(), event.id, &event.area_path)
            || load(ctx, CooksAt(event.id)).await?.is_some();
        if !may_see {
            return Ok(None);
        }
        let Some((counts, counted_at)) = load(ctx, DietCountsOf(event.id)).await? else {
            return Ok(None);
        };
        let allergen = |allergen: Row| AllergenCount {
            allergen: allergen.into(),
            guests: counts.allergic(allergen),
        };
        let diet = |kind: Kind| DietKindCount {
            diet: kind.into(),
            guests: counts.eating(kind),
        };
        Ok(Some(BanquetDietCounts {
            allergens: Row::iter().map(allergen).collect(),
            diets: Kind::ALL.into_iter().map(diet).collect(),
            choke_easily: counts.choking(),
            counted_at: DateTime(counted_at),
        }))
    }
}
