//! Banquets.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, Result};
use chrono::TimeDelta;
use mulin_domain::banquet::{self as banquets, coverage};
use mulin_domain::event::view::EventView;
use mulin_entities::{WantedDishId, banquet, wanted_dish};
use sea_orm::Iterable;

use super::coverage::{DishCoverage, DishSuggestion, DishSuggestionReason, count};
use super::loaders::{GuestsOf, TotalsOf};
use super::settings::CategoryServings;
use super::viewer_can::BanquetViewerCan;
use crate::graphql::dish::loaders::WantedOf;
use crate::graphql::dish::of_banquet::BanquetDishes;
use crate::graphql::dish::wanted::WantedDish;
use crate::graphql::dish_vote::of_banquet::BanquetVoting;
use crate::graphql::food_safety::filings::BanquetFilings;
use crate::graphql::food_safety::of_banquet::BanquetSafety;
use crate::graphql::loaders::load;
use crate::graphql::scalars::DateTime;
use crate::graphql::seating::of_banquet::BanquetSeating;

/// A potluck meal (百家宴) to which every household brings something: what is wanted, what comes, and how
/// far it goes. It is a part of its event.
#[derive(Clone, Description)]
pub struct Banquet {
    /// Its event, which the caller may see.
    pub event: Arc<EventView>,
    /// Its own row.
    pub row: Arc<banquet::Model>,
}

impl Banquet {
    pub(crate) async fn guests(&self, ctx: &Context<'_>) -> Result<i64> {
        let guests = load(ctx, GuestsOf(self.event.id)).await?;
        Ok(guests.unwrap_or_default())
    }

    pub(super) async fn covered(&self, ctx: &Context<'_>) -> Result<Vec<coverage::Coverage>> {
        // Both at once, each in its batch.
        let totals = load(ctx, TotalsOf(self.event.id));
        let (guests, totals) = futures_util::try_join!(self.guests(ctx), totals)?;
        Ok(coverage::of(&self.row, guests, &totals.unwrap_or_default()))
    }

    pub(crate) async fn wanted(&self, ctx: &Context<'_>) -> Result<Vec<wanted_dish::Model>> {
        let wanted = load(ctx, WantedOf(self.event.id)).await?;
        Ok(wanted.unwrap_or_default())
    }
}

#[Object(use_type_description)]
impl Banquet {
    /// Guests who are expected: adults and children of those who come.
    async fn expected_guests(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(count(self.guests(ctx).await?))
    }

    /// What each part of the meal wants for the guests who are expected, and has.
    #[graphql(complexity = "6 * child_complexity")]
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Vec<DishCoverage>> {
        let covered = self.covered(ctx).await?.into_iter();
        Ok(covered.map(Into::into).collect())
    }

    /// What is worth bringing, the best first: of the part of the meal that is shortest for its size, the
    /// dishes that are asked for before any other; last, what is asked for of parts that are covered.
    #[graphql(complexity = "usize::try_from(first).unwrap_or(0) * child_complexity")]
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many, 1 to 20.",
            default = 5,
            validator(minimum = 1, maximum = 20)
        )]
        first: i32,
    ) -> Result<Vec<DishSuggestion>> {
        let (covered, wanted) = futures_util::try_join!(self.covered(ctx), self.wanted(ctx))?;
        let found = coverage::suggestions(&covered, &wanted);
        let of = |id: WantedDishId| wanted.iter().find(|row| row.id == id).cloned();
        let first = usize::try_from(first).unwrap_or(0);
        let shown = found.into_iter().take(first).map(|one| DishSuggestion {
            category: one.category.into(),
            reason: match one.wanted_dish {
                Some(_) => DishSuggestionReason::Wanted,
                None => DishSuggestionReason::Short,
            },
            servings_short: count(one.servings_short),
            wanted_dish: one.wanted_dish.and_then(of).map(WantedDish),
        });
        Ok(shown.collect())
    }

    /// Servings wanted of each part of the meal for 100 guests.
    #[graphql(name = "servingsPer100Guests", complexity = "6 * child_complexity")]
    async fn servings_per_100_guests(&self) -> Vec<CategoryServings> {
        mulin_entities::DishCategory::iter()
            .map(|category| CategoryServings {
                category: category.into(),
                servings: banquets::settings::servings(&self.row, category),
            })
            .collect()
    }

    /// By when dishes are to be there.
    async fn bring_by(&self) -> DateTime {
        let before = TimeDelta::minutes(self.row.bring_before_minutes.into());
        DateTime(self.event.starts_at - before)
    }

    /// How long before the start that is, in minutes.
    async fn bring_before_minutes(&self) -> i32 {
        self.row.bring_before_minutes
    }

    /// Where dishes are handed in; null for the place of the event.
    async fn bring_to(&self) -> Option<&str> {
        self.row.bring_to.as_deref()
    }

    /// Raised by every edit of what is wanted, never by a dish.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<BanquetViewerCan> {
        BanquetViewerCan::of(ctx, &self.event).await
    }

    #[graphql(flatten)]
    async fn filings(&self) -> BanquetFilings {
        BanquetFilings(self.clone())
    }

    #[graphql(flatten)]
    async fn safety(&self) -> BanquetSafety {
        BanquetSafety(self.clone())
    }

    #[graphql(flatten)]
    async fn dishes_of(&self) -> BanquetDishes {
        BanquetDishes(self.clone())
    }

    #[graphql(flatten)]
    async fn voting_of(&self) -> BanquetVoting {
        BanquetVoting(self.clone())
    }

    #[graphql(flatten)]
    async fn seating_of(&self) -> BanquetSeating {
        BanquetSeating(self.clone())
    }
}
