//! What is told of a dish, in words: on its label, and on the page that its code leads to.

use chrono_tz::Tz;
use mulin_domain::dish::DietTag;
use mulin_domain::food_safety::labels::Label;
use mulin_entities::{Allergen, AllergenPresence, DishTemperature};
use mulin_notify::{format_time, one_line};
use serde::Serialize;

use crate::graphql::food_safety::names::allergen_names;
use crate::graphql::texts::{Language, message};
use crate::link_page::page::locale;

/// A dish in words; none where there is nothing to tell.
#[derive(Debug, Serialize)]
pub struct DishWords {
    /// Its number at the banquet.
    pub number: i32,
    /// What it is.
    pub name: String,
    /// Allergens that it contains.
    pub contains: Option<String>,
    /// Allergens of which there may be traces.
    pub may_contain: Option<String>,
    /// Allergens that it does not contain.
    pub free_from: Option<String>,
    /// Allergens of which nothing was told.
    pub undeclared: Option<String>,
    /// Whether nothing was told of any.
    pub nothing_declared: bool,
    /// What its cook ticked.
    pub tags: Option<String>,
    /// When it was cooked.
    pub cooked: Option<String>,
    /// How it is kept.
    pub keep: Option<String>,
    /// Whether elders and small children may choke on it.
    pub choking_hazard: bool,
}

impl DishWords {
    /// In the words of a language, and on the clocks of the event.
    pub fn new(label: &Label, language: Language, zone: Tz) -> Self {
        let of = |told: Option<AllergenPresence>| {
            let names = allergen_names(&label.allergens(told), language);
            Some(names).filter(|names| !names.is_empty())
        };
        let all: Vec<Allergen> = label.allergens(None);
        let nothing_declared = label.allergens.is_empty() && !all.is_empty();
        let word = |code: &str| message(code, &[], language);
        let keep = match label.dish.temperature {
            DishTemperature::Hot => Some(word("label-keep-hot")),
            DishTemperature::Cold => Some(word("label-keep-cold")),
            DishTemperature::Ambient => None,
        };
        let tags: Vec<String> = label
            .tags()
            .into_iter()
            .map(|tag| word(code(tag)))
            .collect();
        let between = match language {
            Language::Chinese => "、",
            Language::English => ", ",
        };
        Self {
            number: label.dish.dish_no,
            name: one_line(&label.dish.name),
            contains: of(Some(AllergenPresence::Contains)),
            may_contain: of(Some(AllergenPresence::MayContain)),
            free_from: of(Some(AllergenPresence::FreeFrom)),
            undeclared: of(None).filter(|_| !nothing_declared),
            nothing_declared,
            tags: Some(tags.join(between)).filter(|tags| !tags.is_empty()),
            cooked: label
                .dish
                .cooked_at
                .map(|at| format_time(at, zone, locale(language))),
            keep,
            choking_hazard: label.is_choking_hazard(),
        }
    }
}

fn code(tag: DietTag) -> &'static str {
    match tag {
        DietTag::Vegetarian => "label-vegetarian",
        DietTag::Vegan => "label-vegan",
        DietTag::Halal => "label-halal",
        DietTag::ContainsPork => "label-contains-pork",
        DietTag::ContainsAlcohol => "label-contains-alcohol",
        DietTag::LowSalt => "label-low-salt",
        DietTag::LowSugar => "label-low-sugar",
        DietTag::Soft => "label-soft",
    }
}
