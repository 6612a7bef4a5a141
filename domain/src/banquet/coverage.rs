//! How far what is brought goes, and what is worth bringing. Pure.

use std::cmp::Reverse;

use mulin_entities::{DishCategory, WantedDishId, banquet, wanted_dish};
use sea_orm::Iterable;

use super::settings::servings;

/// What is brought of a part of the meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryTotal {
    /// Part of the meal.
    pub category: DishCategory,
    /// Dishes.
    pub dishes: i64,
    /// Servings of all of them.
    pub servings: i64,
}

/// What a part of the meal wants, and has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Part of the meal.
    pub category: DishCategory,
    /// Dishes that are brought.
    pub dishes: i64,
    /// Servings that the guests will take.
    pub servings_wanted: i64,
    /// Servings that are promised.
    pub servings_pledged: i64,
}

impl Coverage {
    /// Servings that are missing.
    pub fn servings_short(&self) -> i64 {
        (self.servings_wanted - self.servings_pledged).max(0)
    }
}

/// Coverage of every part of the meal, in their order.
pub fn of(row: &banquet::Model, guests: i64, totals: &[CategoryTotal]) -> Vec<Coverage> {
    DishCategory::iter()
        .map(|category| {
            let total = totals.iter().find(|total| total.category == category);
            let hundredths = guests.max(0) * i64::from(servings(row, category));
            Coverage {
                category,
                dishes: total.map_or(0, |total| total.dishes),
                // Half a serving is cooked as a whole one.
                servings_wanted: (hundredths + 99) / 100,
                servings_pledged: total.map_or(0, |total| total.servings),
            }
        })
        .collect()
}

/// Something worth bringing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Part of the meal.
    pub category: DishCategory,
    /// Servings that are missing of it; 0 where a dish is asked for all the same.
    pub servings_short: i64,
    /// A dish that is asked for and can still be claimed.
    pub wanted_dish: Option<WantedDishId>,
}

/// What is worth bringing, the best first: of the part of the meal that is shortest for its size, first
/// the dishes that are asked for, then any; last what is asked for of parts that are covered.
pub fn suggestions(coverage: &[Coverage], wanted: &[wanted_dish::Model]) -> Vec<Suggestion> {
    let mut ranked: Vec<&Coverage> = coverage.iter().collect();
    // Per mille, so that whole numbers rank alike everywhere.
    let shortness = |one: &Coverage| one.servings_short() * 1000 / one.servings_wanted.max(1);
    ranked.sort_by_key(|one| (Reverse(shortness(one)), one.category));
    let mut found = Vec::new();
    for one in ranked {
        let short = one.servings_short();
        let asked = wanted.iter().filter(|wanted| {
            wanted.category == one.category
                && wanted.removed_at.is_none()
                && wanted.claimed < wanted.quantity
        });
        found.extend(asked.map(|wanted| Suggestion {
            category: one.category,
            servings_short: short,
            wanted_dish: Some(wanted.id),
        }));
        if short > 0 {
            found.push(Suggestion {
                category: one.category,
                servings_short: short,
                wanted_dish: None,
            });
        }
    }
    found
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
pub(super) mod tests;
