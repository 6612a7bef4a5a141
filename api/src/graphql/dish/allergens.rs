//! What people react to, and what is known of it in a dish.

use async_graphql::{InputObject, Object, SimpleObject};
use mulin_domain::dish::{AllergenInput, Vocabulary};
use mulin_entities::{Allergen as Stored, AllergenPresence as Known, dish_allergen};
use sea_orm::Iterable;

use super::enums::{Allergen, AllergenPresence, AllergenVocabulary};
use crate::graphql::food_safety::names::allergen_name;
use crate::graphql::texts::Language;

/// Something that people react to.
#[derive(SimpleObject, Clone)]
pub struct AllergenInfo {
    /// Which.
    pub allergen: Allergen,
    /// What it is called in Chinese.
    pub name_zh: String,
    /// What it is called in English.
    pub name_en: String,
    /// The lists that name it.
    pub in_vocabularies: Vec<AllergenVocabulary>,
}

/// What is known of an allergen in a dish.
#[derive(SimpleObject, Clone, Copy)]
pub struct DishAllergen {
    /// The allergen.
    pub allergen: Allergen,
    /// Whether it is in the dish; UNKNOWN where nobody told, which is never none.
    pub presence: AllergenPresence,
}

/// What the cook tells of an allergen in a dish.
#[derive(InputObject)]
pub struct DishAllergenInput {
    /// The allergen, once a dish.
    pub allergen: Allergen,
    /// Whether it is in the dish.
    pub presence: AllergenPresence,
}

impl AllergenPresence {
    /// As the domain takes it: nothing is stored of what nobody knows.
    fn known(self) -> Option<Known> {
        match self {
            Self::Contains => Some(Known::Contains),
            Self::MayContain => Some(Known::MayContain),
            Self::FreeFrom => Some(Known::FreeFrom),
            Self::Unknown => None,
        }
    }

    fn of(known: Option<Known>) -> Self {
        match known {
            Some(Known::Contains) => Self::Contains,
            Some(Known::MayContain) => Self::MayContain,
            Some(Known::FreeFrom) => Self::FreeFrom,
            None => Self::Unknown,
        }
    }
}

/// What a cook tells, as the domain takes it.
pub(super) fn told(allergens: Vec<DishAllergenInput>) -> Vec<AllergenInput> {
    let told = |one: DishAllergenInput| AllergenInput {
        allergen: one.allergen.into(),
        presence: one.presence.known(),
    };
    allergens.into_iter().map(told).collect()
}

/// Those of a list, or all.
fn listed(vocabulary: Option<AllergenVocabulary>) -> Vec<Stored> {
    match vocabulary {
        Some(vocabulary) => Vocabulary::from(vocabulary).allergens(),
        None => Stored::iter().collect(),
    }
}

/// What is known of each allergen of a list, by the rows of a dish.
pub fn of_dish(
    rows: &[dish_allergen::Model],
    vocabulary: Option<AllergenVocabulary>,
) -> Vec<DishAllergen> {
    let known = |allergen| rows.iter().find(|row| row.allergen == allergen);
    listed(vocabulary)
        .into_iter()
        .map(|allergen| DishAllergen {
            allergen: allergen.into(),
            presence: AllergenPresence::of(known(allergen).map(|row| row.presence)),
        })
        .collect()
}

/// See the module.
#[derive(Default)]
pub struct AllergenQueries;

#[Object]
impl AllergenQueries {
    /// What people react to, as the laws list it, with its names.
    #[graphql(cache_control(max_age = 600))]
    async fn allergens(
        &self,
        #[graphql(desc = "Those that this list names; all if left out.")] vocabulary: Option<
            AllergenVocabulary,
        >,
    ) -> Vec<AllergenInfo> {
        let info = |allergen| AllergenInfo {
            allergen: Allergen::from(allergen),
            name_zh: allergen_name(allergen, Language::Chinese),
            name_en: allergen_name(allergen, Language::English),
            in_vocabularies: [AllergenVocabulary::Gb7718, AllergenVocabulary::Eu1169]
                .into_iter()
                .filter(|vocabulary| Vocabulary::from(*vocabulary).names(allergen))
                .collect(),
        };
        listed(vocabulary).into_iter().map(info).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_told_is_unknown_and_never_none() {
        let row = |allergen, presence| dish_allergen::Model {
            dish_id: mulin_entities::DishId(uuid::Uuid::nil()),
            allergen,
            presence,
        };
        let rows = [
            row(Stored::Fish, Known::FreeFrom),
            row(Stored::Egg, Known::MayContain),
        ];
        let told = of_dish(&rows, Some(AllergenVocabulary::Gb7718));
        let of = |wanted| {
            let found = told.iter().find(|one| one.allergen == wanted);
            found.map(|one| one.presence)
        };
        assert!(of(Allergen::Fish) == Some(AllergenPresence::FreeFrom));
        assert!(of(Allergen::Egg) == Some(AllergenPresence::MayContain));
        assert!(of(Allergen::Peanut) == Some(AllergenPresence::Unknown));
        assert!(of(Allergen::Celery).is_none());
    }
}
