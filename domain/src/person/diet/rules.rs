//! What somebody may not be able to eat, or may not want to. Pure.

use std::collections::BTreeSet;

use mulin_entities::Allergen;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Instant;

/// Longest note, in characters.
pub const MAX_NOTE: usize = 500;

/// How somebody eats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DietKind {
    /// 清真.
    Halal,
    /// 素食: no meat and no fish; eggs and milk.
    Vegetarian,
    /// 纯素: nothing of animals.
    Vegan,
    /// No pork.
    NoPork,
    /// No alcohol, in dishes either.
    NoAlcohol,
    /// Little salt.
    LowSalt,
    /// Little sugar.
    LowSugar,
    /// Only what is soft.
    SoftFood,
}

impl DietKind {
    /// All, in their order.
    pub const ALL: [Self; 8] = [
        Self::Halal,
        Self::Vegetarian,
        Self::Vegan,
        Self::NoPork,
        Self::NoAlcohol,
        Self::LowSalt,
        Self::LowSugar,
        Self::SoftFood,
    ];
}

/// What somebody cannot or does not eat.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Diet {
    /// What they react to, each once, in its order.
    pub allergens: BTreeSet<Allergen>,
    /// How they eat, each once, in its order.
    pub diets: BTreeSet<DietKind>,
    /// In the person's or the steward's words; empty if there are none.
    pub note: String,
    /// Whether a later version of the program wrote more than this one knows: then nothing suits for
    /// sure.
    #[serde(skip)]
    pub unread: bool,
    /// When it was last edited.
    #[serde(skip)]
    pub updated_at: Instant,
}

/// As it is at rest.
#[derive(Deserialize)]
struct Kept {
    allergens: Vec<Value>,
    diets: Vec<Value>,
    note: String,
}

impl From<Kept> for Diet {
    fn from(kept: Kept) -> Self {
        let (allergens, more_allergens) = known(kept.allergens);
        let (diets, more_diets) = known(kept.diets);
        Self {
            allergens,
            diets,
            note: kept.note,
            unread: more_allergens || more_diets,
            updated_at: Instant::default(),
        }
    }
}

/// What is known of these, and whether there is more.
fn known<T: DeserializeOwned + Ord>(names: Vec<Value>) -> (BTreeSet<T>, bool) {
    let all = names.len();
    let known: Vec<T> = names
        .into_iter()
        .filter_map(|name| serde_json::from_value(name).ok())
        .collect();
    let more = known.len() < all;
    (known.into_iter().collect(), more)
}

impl std::fmt::Debug for Diet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Diet").finish_non_exhaustive()
    }
}

impl Diet {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.allergens.is_empty() && self.diets.is_empty() && self.note.is_empty() && !self.unread
    }

    /// What is known of one person by two records: all of both, because to forget an allergy makes
    /// somebody ill, and to know one too many does not.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let note = match (self.note.as_str(), other.note.as_str()) {
            (own, "") => own.to_owned(),
            ("", others) => others.to_owned(),
            (own, others) if own == others => own.to_owned(),
            (own, others) => format!("{own}\n{others}").chars().take(MAX_NOTE).collect(),
        };
        Self {
            allergens: &self.allergens | &other.allergens,
            diets: &self.diets | &other.diets,
            note,
            unread: self.unread || other.unread,
            updated_at: self.updated_at.max(other.updated_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_version_wrote_is_not_taken_for_nothing() {
        let written = r#"{"allergens":["EGG","MOONDUST"],"diets":["HALAL"],"note":"n"}"#;
        let diet: Diet = serde_json::from_str(written).unwrap();
        assert_eq!(diet.allergens, [Allergen::Egg].into());
        assert!(diet.unread && !diet.is_empty());
        assert!(!format!("{diet:?}").contains("EGG"));
        let kept: Diet = serde_json::from_str(&serde_json::to_string(&diet).unwrap()).unwrap();
        assert_eq!((kept.diets, kept.unread), ([DietKind::Halal].into(), false));
    }

    #[test]
    fn of_two_records_nothing_is_forgotten() {
        let diet = |allergen, note: &str| Diet {
            allergens: [allergen].into(),
            note: note.to_owned(),
            ..Diet::default()
        };
        let both = diet(Allergen::Milk, "a").with(diet(Allergen::Egg, "b"));
        assert_eq!(both.allergens, [Allergen::Egg, Allergen::Milk].into());
        assert_eq!(both.note, "a\nb");
        let long = diet(Allergen::Milk, &"长".repeat(MAX_NOTE)).with(diet(Allergen::Egg, "b"));
        assert_eq!(long.note.chars().count(), MAX_NOTE);
        let same = diet(Allergen::Milk, "a").with(diet(Allergen::Milk, "a"));
        assert_eq!(same.note, "a");
    }
}
