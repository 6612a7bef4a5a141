//! What a meal wants, as its organisers say it.

use mulin_entities::{DishCategory, DishVoteState, banquet};
use sea_orm::Iterable;
use serde::Serialize;
use serde_json::json;

use super::BanquetError;
use crate::error::Refusal;
use crate::input::{Faults, Patch, Rule};

/// Most prizes.
pub const MAX_PRIZES: usize = 10;

/// Servings of a part of the meal for a hundred guests, if nothing else is said: one cold dish, two hot
/// ones, a staple and a drink for each, and soup and dessert for every second.
pub fn usual_servings(category: DishCategory) -> i32 {
    match category {
        DishCategory::Cold | DishCategory::Staple | DishCategory::Drink => 100,
        DishCategory::Hot => 200,
        DishCategory::Soup | DishCategory::Dessert => 50,
    }
}

/// How much a hundred guests take of a part of the meal.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CategoryServings {
    /// Part of the meal.
    pub category: DishCategory,
    /// Servings for a hundred guests, 0 to 1,000.
    pub servings: i32,
}

/// What a meal wants; what is left out stays, or is as usual.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// How much guests take of each part that is named.
    pub servings_per_100_guests: Vec<CategoryServings>,
    /// How long before the start dishes are to be there, in minutes.
    pub bring_before_minutes: Patch<i32>,
    /// Where they are handed in.
    pub bring_to: Patch<String>,
    /// Votes that each guest has; 0 for no voting.
    pub votes_per_guest: Patch<i32>,
    /// Most votes of a guest for one dish.
    pub votes_per_dish: Patch<i32>,
    /// What the first places win.
    pub prizes: Patch<Vec<String>>,
}

impl Settings {
    /// Writes them into a row, and notes what breaks a rule.
    pub(super) fn apply(self, faults: &mut Faults, row: &mut banquet::Model) {
        let mut named: Vec<DishCategory> = Vec::new();
        for (at, one) in self.servings_per_100_guests.iter().enumerate() {
            let path = format!("servingsPer100Guests.{at}");
            if named.contains(&one.category) {
                faults.add(&format!("{path}.category"), Rule::Duplicate);
            }
            named.push(one.category);
            let servings = faults.number(&format!("{path}.servings"), one.servings, 0..=1000);
            *servings_of(row, one.category) = servings;
        }
        if let Some(minutes) = faults.required("bringBeforeMinutes", self.bring_before_minutes) {
            row.bring_before_minutes = faults.number("bringBeforeMinutes", minutes, 0..=1440);
        }
        row.bring_to = self
            .bring_to
            .map(|place| faults.line("bringTo", &place, 1..=80))
            .or_keep(row.bring_to.take());
        if let Some(votes) = faults.required("votesPerGuest", self.votes_per_guest) {
            row.votes_per_guest = faults.number("votesPerGuest", votes, 0..=100);
        }
        if let Some(votes) = faults.required("votesPerDish", self.votes_per_dish) {
            row.votes_per_dish = faults.number("votesPerDish", votes, 1..=100);
        }
        match self.prizes {
            Patch::Keep => {}
            Patch::Clear => row.prizes = json!([]),
            Patch::Set(prizes) => {
                if prizes.len() > MAX_PRIZES {
                    faults.add("prizes", Rule::Count { max: MAX_PRIZES });
                }
                let line = |(at, prize): (usize, &String)| {
                    faults.line(&format!("prizes.{at}"), prize, 1..=40)
                };
                row.prizes = prizes
                    .iter()
                    .enumerate()
                    .map(line)
                    .collect::<Vec<_>>()
                    .into();
            }
        }
    }
}

/// A banquet in which nothing is said yet.
pub(super) fn usual(row: &mut banquet::Model) {
    for category in DishCategory::iter() {
        *servings_of(row, category) = usual_servings(category);
    }
}

/// Servings of a part of the meal for a hundred guests.
pub fn servings(row: &banquet::Model, category: DishCategory) -> i32 {
    match category {
        DishCategory::Cold => row.cold_tastes,
        DishCategory::Hot => row.hot_tastes,
        DishCategory::Staple => row.staple_tastes,
        DishCategory::Soup => row.soup_tastes,
        DishCategory::Dessert => row.dessert_tastes,
        DishCategory::Drink => row.drink_tastes,
    }
}

fn servings_of(row: &mut banquet::Model, category: DishCategory) -> &mut i32 {
    match category {
        DishCategory::Cold => &mut row.cold_tastes,
        DishCategory::Hot => &mut row.hot_tastes,
        DishCategory::Staple => &mut row.staple_tastes,
        DishCategory::Soup => &mut row.soup_tastes,
        DishCategory::Dessert => &mut row.dessert_tastes,
        DishCategory::Drink => &mut row.drink_tastes,
    }
}

/// What the first places win, the best first.
pub fn prizes(row: &banquet::Model) -> Vec<String> {
    serde_json::from_value(row.prizes.clone()).unwrap_or_default()
}

/// Votes are given by rules that do not change under those who vote.
pub(super) fn must_not_change_votes(
    before: &banquet::Model,
    after: &banquet::Model,
) -> Result<(), Refusal> {
    let rules = |row: &banquet::Model| (row.votes_per_guest, row.votes_per_dish);
    if before.vote_state != DishVoteState::NotOpen && rules(before) != rules(after) {
        return Err(BanquetError::VoteHasBegun.into());
    }
    Ok(())
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
