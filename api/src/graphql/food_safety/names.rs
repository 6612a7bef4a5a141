//! What allergens and diets are called.

use mulin_domain::person::diet::DietKind;
use mulin_entities::Allergen;

use crate::graphql::texts::{self, Language};

/// What an allergen is called within a sentence.
pub fn allergen_name(allergen: Allergen, language: Language) -> String {
    texts::message(&format!("ALLERGEN_{}", allergen.as_str()), &[], language)
}

/// What several are called, one after the other.
pub fn allergen_names<'a>(
    allergens: impl IntoIterator<Item = &'a Allergen>,
    language: Language,
) -> String {
    let names = allergens
        .into_iter()
        .map(|allergen| allergen_name(*allergen, language));
    let between = match language {
        Language::Chinese => "、",
        Language::English => ", ",
    };
    names.collect::<Vec<_>>().join(between)
}

/// What a diet is called within a sentence.
pub fn diet_name(kind: DietKind, language: Language) -> String {
    let code = match kind {
        DietKind::Halal => "DIET_HALAL",
        DietKind::Vegetarian => "DIET_VEGETARIAN",
        DietKind::Vegan => "DIET_VEGAN",
        DietKind::NoPork => "DIET_NO_PORK",
        DietKind::NoAlcohol => "DIET_NO_ALCOHOL",
        DietKind::LowSalt => "DIET_LOW_SALT",
        DietKind::LowSugar => "DIET_LOW_SUGAR",
        DietKind::SoftFood => "DIET_SOFT_FOOD",
    };
    texts::message(code, &[], language)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn everything_has_a_name_in_both_languages() {
        for language in [Language::Chinese, Language::English] {
            for allergen in Allergen::iter() {
                let name = allergen_name(allergen, language);
                assert!(!name.contains("ALLERGEN_"), "{name}");
            }
            for kind in DietKind::ALL {
                let name = diet_name(kind, language);
                assert!(!name.contains("DIET_"), "{name}");
            }
        }
        let two = [Allergen::Egg, Allergen::Milk];
        assert_eq!(allergen_names(&two, Language::English), "eggs, milk");
        assert_eq!(allergen_names(&two, Language::Chinese), "蛋类、乳");
    }
}
