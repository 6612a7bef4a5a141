//! How far what is brought goes, and what is worth bringing.

use async_graphql::{Enum, SimpleObject};
use mulin_domain::banquet;

use crate::graphql::dish::enums::DishCategory;
use crate::graphql::dish::wanted::WantedDish;

/// What a part of the meal wants, and has.
#[derive(SimpleObject, Clone, Copy)]
pub struct DishCoverage {
    /// Part of the meal.
    pub category: DishCategory,
    /// Dishes that are promised.
    pub dishes: i32,
    /// Servings that the guests who are expected will take.
    pub servings_wanted: i32,
    /// Servings that are promised.
    pub servings_pledged: i32,
    /// Servings that are missing; 0 if there are enough.
    pub servings_short: i32,
}

impl From<banquet::Coverage> for DishCoverage {
    fn from(coverage: banquet::Coverage) -> Self {
        Self {
            category: coverage.category.into(),
            dishes: count(coverage.dishes),
            servings_wanted: count(coverage.servings_wanted),
            servings_pledged: count(coverage.servings_pledged),
            servings_short: count(coverage.servings_short()),
        }
    }
}

/// Why something is worth bringing. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum DishSuggestionReason {
    /// Those who run the banquet ask for it: claim it with `claimWantedDish`.
    Wanted,
    /// There is too little of this part of the meal: bring something with `bringDish`.
    Short,
}

/// Something worth bringing.
#[derive(SimpleObject, Clone)]
pub struct DishSuggestion {
    /// Part of the meal.
    pub category: DishCategory,
    /// Why.
    pub reason: DishSuggestionReason,
    /// Servings that are missing of this part of the meal; 0 where a dish is asked for all the same.
    pub servings_short: i32,
    /// The dish that is asked for; null if any of this part of the meal helps.
    pub wanted_dish: Option<WantedDish>,
}

/// A count as clients see it.
pub(super) fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
