//! Whether a dish suits what somebody cannot or does not eat. Pure.
//!
//! Unknown is never none: where the cook has said nothing, nothing suits for sure. And what a cook has
//! ticked is believed only as far as the name and the ingredients do not say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use mulin_entities::{Allergen, AllergenPresence, dish, dish_allergen};

use super::words;
use crate::dish::details::ingredients;
use crate::dish::tags::{self, DietTag};
use crate::person::diet::{Diet, DietKind};

/// 老年人: who turns 60 or more in the year (老年人权益保障法 §2).
pub const ELDER_FROM: i32 = 60;

/// Who is younger may choke on what older children chew.
pub const CHEWS_FROM: i32 = 6;

/// What is known of a dish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub ingredients: Vec<String>,
    /// What the cook has ticked.
    pub tags: BTreeSet<DietTag>,
    /// What the cook has said of allergens; of others nobody knows.
    pub allergens: BTreeMap<Allergen, AllergenPresence>,
    /// Whether people may choke on it, as the cook says.
    pub choking_hazard: bool,
}

/// Why a dish does not suit somebody, or may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// What the person reacts to is in it.
    Contains(Allergen),
    /// Traces of it may be.
    MayContain(Allergen),
    /// Nobody said whether it is.
    NotDeclared(Allergen),
    /// What is in it does not go with how the person eats.
    AgainstDiet(DietKind, Allergen),
    /// There is pork in it.
    ContainsPork,
    /// There is alcohol in it.
    ContainsAlcohol,
    /// Its name or an ingredient sounds of pork.
    NamesPork,
    /// Its name or an ingredient sounds of alcohol.
    NamesAlcohol,
    /// It cannot be eaten without chewing well.
    ChokingHazard,
    /// The cook has not said that it goes with how the person eats.
    DietNotDeclared(DietKind),
    /// More is kept of the person than this version of the program can read.
    Unreadable,
}

/// Whether a dish suits somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does, as far as its cook says.
    Suits,
    /// Nobody can tell, for these reasons.
    Unknown(BTreeSet<Reason>),
    /// It does not, for these reasons.
    Unsuitable(BTreeSet<Reason>),
}

impl Known {
    /// What the rows of a dish tell.
    pub fn of(dish: &dish::Model, declared: &[dish_allergen::Model]) -> Self {
        Self {
            name: dish.name.clone(),
            ingredients: ingredients(dish),
            tags: tags::read(&dish.diet_tags),
            allergens: declared
                .iter()
                .map(|row| (row.allergen, row.presence))
                .collect(),
            choking_hazard: dish.choking_hazard,
        }
    }

    /// What it is called and what is in it.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let ingredients = self.ingredients.iter().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(ingredients)
    }

    /// Whether people may choke on it, as the cook or its name says.
    pub fn may_choke(&self) -> bool {
        self.choking_hazard || words::name_choking_hazards(self.texts())
    }

    /// Whether it is said to be halal and sounds of what is not.
    pub fn is_halal_in_doubt(&self) -> bool {
        self.has(DietTag::Halal)
            && (words::name_pork(self.texts()) || words::name_alcohol(self.texts()))
    }

    /// Of which allergens nobody has said anything.
    pub fn not_declared(&self) -> BTreeSet<Allergen> {
        use sea_orm::Iterable;
        Allergen::iter()
            .filter(|allergen| !self.allergens.contains_key(allergen))
            .collect()
    }

    fn has(&self, tag: DietTag) -> bool {
        self.tags.contains(&tag)
    }

    fn has_any(&self, tags: &[DietTag]) -> bool {
        tags.iter().any(|tag| self.has(*tag))
    }
}

/// What speaks against a dish, and what is not known of it.
#[derive(Default)]
struct Findings {
    against: BTreeSet<Reason>,
    unknown: BTreeSet<Reason>,
}

/// Whether the dish suits the diet.
pub fn fit(dish: &Known, diet: &Diet) -> Fit {
    let mut found = Findings::default();
    for allergen in &diet.allergens {
        found.allergen(dish, *allergen);
    }
    for kind in &diet.diets {
        found.diet(dish, *kind);
    }
    if diet.unread {
        found.unknown.insert(Reason::Unreadable);
    }
    if !found.against.is_empty() {
        return Fit::Unsuitable(found.against);
    }
    if !found.unknown.is_empty() {
        return Fit::Unknown(found.unknown);
    }
    Fit::Suits
}

impl Findings {
    fn allergen(&mut self, dish: &Known, allergen: Allergen) {
        match dish.allergens.get(&allergen) {
            Some(AllergenPresence::Contains) => {
                self.against.insert(Reason::Contains(allergen));
            }
            Some(AllergenPresence::MayContain) => {
                self.against.insert(Reason::MayContain(allergen));
            }
            Some(AllergenPresence::FreeFrom) => {}
            None => {
                self.unknown.insert(Reason::NotDeclared(allergen));
            }
        }
    }

    fn diet(&mut self, dish: &Known, kind: DietKind) {
        use DietTag::{Halal, LowSalt, LowSugar, Soft, Vegan, Vegetarian};
        // What the cook may have ticked to say that it goes with this diet.
        let said: &[DietTag] = match kind {
            DietKind::Halal | DietKind::NoAlcohol => &[Halal],
            DietKind::NoPork => &[Halal, Vegetarian, Vegan],
            DietKind::Vegetarian => &[Vegetarian, Vegan],
            DietKind::Vegan => &[Vegan],
            DietKind::LowSalt => &[LowSalt],
            DietKind::LowSugar => &[LowSugar],
            DietKind::SoftFood => &[Soft],
        };
        if !dish.has_any(said) {
            self.unknown.insert(Reason::DietNotDeclared(kind));
        }
        match kind {
            DietKind::Halal => {
                self.pork(dish);
                self.alcohol(dish);
            }
            DietKind::NoPork => self.pork(dish),
            DietKind::NoAlcohol => self.alcohol(dish),
            DietKind::Vegetarian => {
                self.pork(dish);
                self.animals(dish, kind, &MEATLIKE);
            }
            DietKind::Vegan => {
                self.pork(dish);
                self.animals(dish, kind, &MEATLIKE);
                self.animals(dish, kind, &OF_LIVING_ANIMALS);
            }
            DietKind::SoftFood if dish.may_choke() => {
                self.against.insert(Reason::ChokingHazard);
            }
            DietKind::SoftFood | DietKind::LowSalt | DietKind::LowSugar => {}
        }
    }

    fn pork(&mut self, dish: &Known) {
        if dish.has(DietTag::ContainsPork) {
            self.against.insert(Reason::ContainsPork);
        } else if words::name_pork(dish.texts()) {
            self.unknown.insert(Reason::NamesPork);
        }
    }

    fn alcohol(&mut self, dish: &Known) {
        if dish.has(DietTag::ContainsAlcohol) {
            self.against.insert(Reason::ContainsAlcohol);
        } else if words::name_alcohol(dish.texts()) {
            self.unknown.insert(Reason::NamesAlcohol);
        }
    }

    /// Traces do not make a dish meat, but nobody who asks is to be told that it has none.
    fn animals(&mut self, dish: &Known, kind: DietKind, allergens: &[Allergen]) {
        for allergen in allergens {
            let reason = Reason::AgainstDiet(kind, *allergen);
            match dish.allergens.get(allergen) {
                Some(AllergenPresence::Contains) => self.against.insert(reason),
                Some(AllergenPresence::MayContain) => self.unknown.insert(reason),
                Some(AllergenPresence::FreeFrom) | None => continue,
            };
        }
    }
}

/// Allergens that are animals.
const MEATLIKE: [Allergen; 3] = [Allergen::Fish, Allergen::Crustaceans, Allergen::Molluscs];

/// Allergens that animals give.
const OF_LIVING_ANIMALS: [Allergen; 2] = [Allergen::Egg, Allergen::Milk];

/// Whether somebody born in this year chokes more easily in that one: elders, and children who do not
/// chew well yet. Who has not told counts as an adult.
pub fn chokes_easily(birth_year: Option<i32>, year: i32) -> bool {
    birth_year.is_some_and(|born| is_elder(born, year) || is_small(born, year))
}

/// Whether somebody born then is an elder.
pub fn is_elder(born: i32, year: i32) -> bool {
    year - born >= ELDER_FROM
}

/// Whether somebody born then may still be a small child: until the end of the year in which they are
/// old enough they may not be yet.
pub fn is_small(born: i32, year: i32) -> bool {
    year - born <= CHEWS_FROM
}

#[cfg(test)]
#[path = "suits_tests.rs"]
mod tests;
