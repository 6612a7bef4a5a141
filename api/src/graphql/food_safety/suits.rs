//! Whether dishes suit people.

use async_graphql::{Enum, SimpleObject};
use mulin_domain::food_safety::serve::Suits;
use mulin_domain::food_safety::suits::{Fit, Reason};

use super::names::{allergen_name, diet_name};
use super::warnings::message;
use crate::connection;
use crate::graphql::dish::enums::Allergen;
use crate::graphql::dish::types::Dish;
use crate::graphql::person::diet::DietKind;
use crate::graphql::texts::Language;

/// Whether a dish suits somebody. Answers may be added: treat one that you do not know as UNKNOWN.
#[derive(Enum, Copy, Clone, PartialEq, Eq, Debug)]
pub enum DishFit {
    /// It does, as far as its cook says.
    Suits,
    /// Nobody can tell. Unknown is never none.
    Unknown,
    /// It does not.
    Unsuitable,
}

/// Why a dish does not suit somebody, or may not. Codes may be added: treat one that you do not know by
/// its message.
#[derive(Enum, Copy, Clone, PartialEq, Eq, Debug)]
pub enum DishFitReasonCode {
    /// What the person reacts to is in it.
    ContainsAllergen,
    /// Traces of it may be.
    MayContainAllergen,
    /// Nobody said whether it is.
    AllergenNotDeclared,
    /// What is in it, or may be, does not go with how the person eats.
    AgainstDiet,
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
    DietNotDeclared,
    /// More is kept of the person than can be compared.
    NotCompared,
}

/// Why a dish does not suit somebody, or may not.
#[derive(SimpleObject, Clone)]
pub struct DishFitReason {
    /// Stable code.
    pub code: DishFitReasonCode,
    /// What it means, in the caller's language.
    pub message: String,
    /// The allergen that it is about; null for none.
    pub allergen: Option<Allergen>,
    /// The diet that it is about; null for none.
    pub diet: Option<DietKind>,
}

/// Whether a dish suits somebody, as far as its cook says.
#[derive(SimpleObject, Clone)]
pub struct DishSuits {
    /// Whether it does.
    pub fit: DishFit,
    /// Why not, or why nobody can tell; empty if it suits.
    pub reasons: Vec<DishFitReason>,
    /// Whether the person is an elder (60 or older) or a small child (up to 6), and people choke on the
    /// dish, as its cook or its name says.
    pub may_choke: bool,
    /// Whether something is noted of the person in words, which nobody has compared with the dish.
    pub has_uncompared_note: bool,
}

/// A dish and how it suits somebody.
#[derive(SimpleObject, Clone)]
pub struct DishForPerson {
    /// The dish.
    pub dish: Dish,
    /// How it suits.
    pub suits: DishSuits,
}

connection! {
    /// Dishes and how they suit somebody, in the order in which they were promised.
    DishForPersonConnection, DishForPersonEdge, DishForPerson
}

impl DishFit {
    /// Which of the answers it is.
    pub fn of(fit: &Fit) -> Self {
        match fit {
            Fit::Suits => Self::Suits,
            Fit::Unknown(_) => Self::Unknown,
            Fit::Unsuitable(_) => Self::Unsuitable,
        }
    }
}

impl DishSuits {
    /// An answer in words.
    pub fn of(suits: &Suits, language: Language) -> Self {
        let reasons = match &suits.fit {
            Fit::Suits => Vec::new(),
            Fit::Unknown(reasons) | Fit::Unsuitable(reasons) => reasons
                .iter()
                .map(|reason| DishFitReason::of(*reason, language))
                .collect(),
        };
        Self {
            fit: DishFit::of(&suits.fit),
            reasons,
            may_choke: suits.may_choke,
            has_uncompared_note: suits.has_note,
        }
    }
}

impl DishFitReason {
    fn of(reason: Reason, language: Language) -> Self {
        use DishFitReasonCode as Code;
        let (code, text) = match reason {
            Reason::Contains(_) => (Code::ContainsAllergen, "DISH_CONTAINS_ALLERGEN"),
            Reason::MayContain(_) => (Code::MayContainAllergen, "DISH_MAY_CONTAIN_ALLERGEN"),
            Reason::NotDeclared(_) => (Code::AllergenNotDeclared, "DISH_ALLERGEN_NOT_DECLARED"),
            Reason::AgainstDiet(..) => (Code::AgainstDiet, "DISH_AGAINST_DIET"),
            Reason::ContainsPork => (Code::ContainsPork, "DISH_CONTAINS_PORK"),
            Reason::ContainsAlcohol => (Code::ContainsAlcohol, "DISH_CONTAINS_ALCOHOL"),
            Reason::NamesPork => (Code::NamesPork, "DISH_NAMES_PORK"),
            Reason::NamesAlcohol => (Code::NamesAlcohol, "DISH_NAMES_ALCOHOL"),
            Reason::ChokingHazard => (Code::ChokingHazard, "DISH_CHOKING_HAZARD"),
            Reason::DietNotDeclared(_) => (Code::DietNotDeclared, "DISH_DIET_NOT_DECLARED"),
            Reason::Unreadable => (Code::NotCompared, "DISH_NOT_COMPARED"),
        };
        let (allergen, diet) = match reason {
            Reason::Contains(allergen)
            | Reason::MayContain(allergen)
            | Reason::NotDeclared(allergen) => (Some(allergen), None),
            Reason::AgainstDiet(kind, allergen) => (Some(allergen), Some(kind)),
            Reason::DietNotDeclared(kind) => (None, Some(kind)),
            _ => (None, None),
        };
        let mut values = Vec::new();
        values.extend(allergen.map(|one| ("allergen", allergen_name(one, language))));
        values.extend(diet.map(|one| ("diet", diet_name(one, language))));
        Self {
            code,
            message: message(text, &values, language),
            allergen: allergen.map(Into::into),
            diet: diet.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use mulin_domain::person::diet::DietKind as Kind;
    use mulin_entities::Allergen as Row;

    use super::*;

    #[test]
    fn every_reason_has_a_text_with_all_its_values() {
        for reason in [
            Reason::Contains(Row::Egg),
            Reason::MayContain(Row::Egg),
            Reason::NotDeclared(Row::Egg),
            Reason::AgainstDiet(Kind::Vegan, Row::Egg),
            Reason::ContainsPork,
            Reason::ContainsAlcohol,
            Reason::NamesPork,
            Reason::NamesAlcohol,
            Reason::ChokingHazard,
            Reason::DietNotDeclared(Kind::Halal),
            Reason::Unreadable,
        ] {
            for language in [Language::Chinese, Language::English] {
                let told = DishFitReason::of(reason, language).message;
                assert!(!told.contains('{') && !told.contains('_'), "{told}");
            }
        }
    }
}
