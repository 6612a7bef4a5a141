//! What is said of a dish: checked, every fault at once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mulin_entities::{Allergen, AllergenPresence, DishCategory, DishTemperature, dish, event};
use serde::Serialize;
use serde_json::json;
use url::Url;

use super::tags::{self, DietTag};
use crate::clock::Instant;
use crate::input::{Faults, Patch, Rule};

/// Most servings of a dish.
pub const MAX_SERVINGS: i32 = 500;
/// Longest name of a dish, in characters.
pub const MAX_NAME: usize = 60;
const MAX_INGREDIENTS: usize = 40;
const MAX_URL: usize = 500;
const MAX_NOTE: usize = 500;
/// What is cooked earlier does not keep.
const KEEPS: TimeDelta = TimeDelta::days(3);

/// What is known of an allergen in a dish; nothing where `presence` is none.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AllergenInput {
    /// What people react to.
    pub allergen: Allergen,
    /// Whether it is in the dish.
    pub presence: Option<AllergenPresence>,
}

/// What is said of a dish.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Details {
    /// What it is.
    pub name: Patch<String>,
    /// Part of the meal.
    pub category: Patch<DishCategory>,
    /// For how many tastes it is enough.
    pub servings: Patch<i32>,
    /// How it is served and kept.
    pub temperature: Patch<DishTemperature>,
    /// When it is, or was, cooked.
    pub cooked_at: Patch<Instant>,
    /// Whom it suits, and what it holds.
    pub diet_tags: Patch<Vec<DietTag>>,
    /// What is known of allergens; of those not named nothing is.
    pub allergens: Patch<Vec<AllergenInput>>,
    /// What is in it.
    pub ingredients: Patch<Vec<String>>,
    /// Whether elders and small children may choke on it.
    pub choking_hazard: Patch<bool>,
    /// Address of a picture.
    pub photo_url: Patch<String>,
    /// What the cook says of it.
    pub note: Patch<String>,
}

/// What is known of the allergens of a dish: those without an entry are unknown.
pub type Declared = Vec<(Allergen, AllergenPresence)>;

impl Details {
    /// Notes what breaks a rule, and gives the row and the allergens as they would be then.
    pub(super) fn apply(self, faults: &mut Faults, row: &mut dish::Model, known: &mut Declared) {
        if let Some(name) = faults.required("name", self.name) {
            row.name = faults.line("name", &name, 1..=MAX_NAME);
        }
        if let Some(category) = faults.required("category", self.category) {
            row.category = category;
        }
        if let Some(servings) = faults.required("servings", self.servings) {
            row.servings = faults.number("servings", servings, 1..=MAX_SERVINGS);
        }
        if let Some(temperature) = faults.required("temperature", self.temperature) {
            row.temperature = temperature;
        }
        row.cooked_at = self.cooked_at.or_keep(row.cooked_at);
        match self.diet_tags {
            Patch::Keep => {}
            Patch::Clear => row.diet_tags = String::new(),
            Patch::Set(named) => row.diet_tags = tags::write(&named.into_iter().collect()),
        }
        match self.allergens {
            Patch::Keep => {}
            Patch::Clear => known.clear(),
            Patch::Set(named) => *known = declared(faults, &named),
        }
        match self.ingredients {
            Patch::Keep => {}
            Patch::Clear => row.ingredients = json!([]),
            Patch::Set(named) => row.ingredients = ingredients_of(faults, &named).into(),
        }
        if let Some(hazard) = faults.required("chokingHazard", self.choking_hazard) {
            row.choking_hazard = hazard;
        }
        row.photo_url = self
            .photo_url
            .map(|address| picture(faults, &address))
            .or_keep(row.photo_url.take());
        row.note = self
            .note
            .map(|note| faults.text("note", &note, 1..=MAX_NOTE))
            .or_keep(row.note.take());
        contradictions(faults, &tags::read(&row.diet_tags), known);
    }
}

/// What is cooked is cooked for this meal: before its end, and not days ahead.
pub(super) fn cooked_for(faults: &mut Faults, row: &dish::Model, event: &event::Model) {
    let Some(at) = row.cooked_at else {
        return;
    };
    if at > event.ends_at {
        faults.add("cookedAt", Rule::NotBefore { other: "endsAt" });
    } else if at < event.starts_at - KEEPS {
        let (other, days) = ("startsAt", KEEPS.num_days());
        faults.add("cookedAt", Rule::TooEarly { other, days });
    }
}

fn declared(faults: &mut Faults, named: &[AllergenInput]) -> Declared {
    let mut known = Declared::new();
    let mut seen = BTreeSet::new();
    for (at, one) in named.iter().enumerate() {
        if !seen.insert(one.allergen) {
            faults.add(&format!("allergens.{at}.allergen"), Rule::Duplicate);
        }
        known.extend(one.presence.map(|presence| (one.allergen, presence)));
    }
    known.sort_unstable();
    known
}

fn ingredients_of(faults: &mut Faults, named: &[String]) -> Vec<String> {
    if named.len() > MAX_INGREDIENTS {
        let max = MAX_INGREDIENTS;
        faults.add("ingredients", Rule::Count { max });
    }
    let line =
        |(at, name): (usize, &String)| faults.line(&format!("ingredients.{at}"), name, 1..=40);
    named.iter().enumerate().map(line).collect()
}

/// What stands in a row of a dish: what is in it.
pub fn ingredients(row: &dish::Model) -> Vec<String> {
    serde_json::from_value(row.ingredients.clone()).unwrap_or_default()
}

fn picture(faults: &mut Faults, address: &str) -> String {
    let address = faults.line("photoUrl", address, 1..=MAX_URL);
    let is_web = Url::parse(&address).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    if !is_web && !address.is_empty() {
        let expected = "https://photos.example/dish.jpg";
        faults.add("photoUrl", Rule::Format { expected });
    }
    address
}

/// What a cook says has to hold together: nobody calls 清真 what holds pork, or vegan what holds eggs.
fn contradictions(faults: &mut Faults, tags: &BTreeSet<DietTag>, known: &Declared) {
    let has = |tag| tags.contains(&tag);
    let pork = has(DietTag::ContainsPork);
    let halal = has(DietTag::Halal) && (pork || has(DietTag::ContainsAlcohol));
    let meatless = pork && (has(DietTag::Vegetarian) || has(DietTag::Vegan));
    if halal || meatless {
        faults.add("dietTags", Rule::Contradiction);
    }
    const OF_THE_SEA: [Allergen; 3] = [Allergen::Fish, Allergen::Crustaceans, Allergen::Molluscs];
    const OF_ANIMALS: [Allergen; 2] = [Allergen::Egg, Allergen::Milk];
    let contains = |list: &[Allergen]| {
        known.iter().any(|(allergen, presence)| {
            *presence == AllergenPresence::Contains && list.contains(allergen)
        })
    };
    let not_vegetarian = has(DietTag::Vegetarian) && contains(&OF_THE_SEA);
    let not_vegan = has(DietTag::Vegan) && (contains(&OF_THE_SEA) || contains(&OF_ANIMALS));
    if not_vegetarian || not_vegan {
        faults.add("allergens", Rule::Contradiction);
    }
}

#[cfg(test)]
#[path = "details_tests.rs"]
mod tests;
