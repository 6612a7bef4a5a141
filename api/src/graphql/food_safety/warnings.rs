//! What to know of a dish.

use async_graphql::{Enum, SimpleObject};
use mulin_domain::food_safety::serve::{Concern, Concerned};
use mulin_domain::food_safety::warnings::Warning;
use mulin_entities as rows;

use super::names::{allergen_name, allergen_names};
use crate::connection;
use crate::graphql::dish::enums::Allergen;
use crate::graphql::dish::types::Dish;
use crate::graphql::texts::{self, Language};

/// What a dish is warned of for. Codes may be added: treat one that you do not know by its message.
#[derive(Enum, Copy, Clone, PartialEq, Eq, Debug)]
pub enum DishWarningCode {
    /// Something is in it that may not be served where the banquet is.
    BannedIngredient,
    /// It is said to be halal (清真), and its name or an ingredient sounds of pork or alcohol.
    HalalConflict,
    /// Elders and small children may choke on it.
    ChokingHazard,
    /// Nobody has said whether some allergens are in it. Unknown is never none.
    AllergensNotDeclared,
    /// An allergen is in it.
    ContainsAllergen,
    /// Traces of an allergen may be in it.
    MayContainAllergen,
}

/// Something to know of a dish before it is eaten.
#[derive(SimpleObject, Clone)]
pub struct DishWarning {
    /// Stable code.
    pub code: DishWarningCode,
    /// What it means and what to do, in the caller's language.
    pub message: String,
    /// The allergens that it is about; empty for none.
    pub allergens: Vec<Allergen>,
}

/// Something to look into at a banquet.
#[derive(SimpleObject, Clone)]
pub struct BanquetWarning {
    /// What.
    pub warning: DishWarning,
    /// How many guests it concerns at least, of those who have told, as last counted; null if they are
    /// fewer than 5 or none, if it is not known, and for what concerns everybody.
    pub guests: Option<i32>,
}

/// A dish with what to look into.
#[derive(SimpleObject, Clone)]
pub struct BanquetWarnings {
    /// The dish.
    pub dish: Dish,
    /// What to look into.
    pub warnings: Vec<BanquetWarning>,
}

connection! {
    /// Dishes that somebody should look into, in the order in which they were promised.
    BanquetWarningsConnection, BanquetWarningsEdge, BanquetWarnings
}

impl DishWarning {
    /// A warning in words.
    pub fn of(warning: &Warning, language: Language) -> Self {
        let say = |code, text, values: &[(&'static str, String)], allergens| Self {
            code,
            message: message(text, values, language),
            allergens,
        };
        match warning {
            Warning::BannedIngredient(banned) => say(
                DishWarningCode::BannedIngredient,
                "DISH_BANNED_INGREDIENT",
                &[
                    ("name", banned.name.clone()),
                    ("reason", banned.reason.clone()),
                ],
                Vec::new(),
            ),
            Warning::HalalInDoubt => say(
                DishWarningCode::HalalConflict,
                "DISH_HALAL_CONFLICT",
                &[],
                Vec::new(),
            ),
            Warning::ChokingHazard => say(
                DishWarningCode::ChokingHazard,
                "DISH_CHOKING_HAZARD",
                &[],
                Vec::new(),
            ),
            Warning::AllergensNotDeclared(allergens) => say(
                DishWarningCode::AllergensNotDeclared,
                "DISH_ALLERGENS_NOT_DECLARED",
                &[("allergens", allergen_names(allergens, language))],
                allergens.iter().map(|one| (*one).into()).collect(),
            ),
        }
    }

    fn served(
        allergen: rows::Allergen,
        presence: rows::AllergenPresence,
        language: Language,
    ) -> Self {
        let (code, text) = match presence {
            rows::AllergenPresence::Contains => {
                (DishWarningCode::ContainsAllergen, "DISH_CONTAINS_ALLERGEN")
            }
            rows::AllergenPresence::MayContain | rows::AllergenPresence::FreeFrom => (
                DishWarningCode::MayContainAllergen,
                "DISH_MAY_CONTAIN_ALLERGEN",
            ),
        };
        let values = [("allergen", allergen_name(allergen, language))];
        Self {
            code,
            message: message(text, &values, language),
            allergens: vec![allergen.into()],
        }
    }
}

impl BanquetWarnings {
    /// A dish and its concerns in words.
    pub fn of(concerned: Concerned, language: Language) -> Self {
        let warning = |(concern, guests): &(Concern, Option<i32>)| BanquetWarning {
            warning: match concern {
                Concern::Told(warning) => DishWarning::of(warning, language),
                Concern::ServedToAllergic(allergen, presence) => {
                    DishWarning::served(*allergen, *presence, language)
                }
            },
            guests: *guests,
        };
        Self {
            warnings: concerned.concerns.iter().map(warning).collect(),
            dish: Dish(concerned.dish.into()),
        }
    }
}

/// The text of a code with these values.
pub(super) fn message(code: &str, values: &[(&'static str, String)], language: Language) -> String {
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    texts::message(code, &values, language)
}
