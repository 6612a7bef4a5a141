//! What everybody at the table should know of a dish. Pure.

use std::collections::BTreeSet;

use mulin_entities::{Allergen, banned_ingredient};

use super::ingredients;
use super::suits::Known;

/// Something to know before a dish is eaten.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// Something is in it that may not be served there.
    BannedIngredient(banned_ingredient::Model),
    /// It is said to be halal, and its name or an ingredient sounds of pork or alcohol.
    HalalInDoubt,
    /// Elders and small children may choke on it.
    ChokingHazard,
    /// Nobody has said whether these are in it.
    AllergensNotDeclared(BTreeSet<Allergen>),
}

/// What to know of a dish where these may not be served: the gravest first.
pub fn of_dish(dish: &Known, banned: &[banned_ingredient::Model]) -> Vec<Warning> {
    let found = banned
        .iter()
        .filter(|one| ingredients::finds(one, &dish.name, &dish.ingredients));
    let mut warnings: Vec<Warning> = found.cloned().map(Warning::BannedIngredient).collect();
    if dish.is_halal_in_doubt() {
        warnings.push(Warning::HalalInDoubt);
    }
    if dish.may_choke() {
        warnings.push(Warning::ChokingHazard);
    }
    let not_declared = dish.not_declared();
    if !not_declared.is_empty() {
        warnings.push(Warning::AllergensNotDeclared(not_declared));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use mulin_entities::AllergenPresence;
    use proptest::prelude::*;
    use sea_orm::Iterable;

    use super::*;
    use crate::dish::tags::DietTag;

    #[test]
    fn the_gravest_comes_first() {
        let dish = Known {
            name: "黄酒年糕".to_owned(),
            tags: [DietTag::Halal].into(),
            ..Known::default()
        };
        let all: BTreeSet<Allergen> = Allergen::iter().collect();
        let told = of_dish(&dish, &[]);
        let expected = [
            Warning::HalalInDoubt,
            Warning::ChokingHazard,
            Warning::AllergensNotDeclared(all),
        ];
        assert_eq!(told, expected);
    }

    proptest! {
        /// What is told and what is declared are all there is, and nothing is both.
        #[test]
        fn every_allergen_is_declared_or_warned_of(
            declared in proptest::sample::subsequence(Allergen::iter().collect::<Vec<_>>(), 0..=14),
        ) {
            let allergens = declared
                .iter()
                .map(|allergen| (*allergen, AllergenPresence::FreeFrom))
                .collect();
            let dish = Known { allergens, ..Known::default() };
            let warned = match of_dish(&dish, &[]).as_slice() {
                [] => BTreeSet::new(),
                [Warning::AllergensNotDeclared(warned)] => warned.clone(),
                more => panic!("{more:?}"),
            };
            let declared: BTreeSet<Allergen> = declared.into_iter().collect();
            prop_assert!(warned.is_disjoint(&declared));
            prop_assert_eq!(warned.len() + declared.len(), Allergen::iter().count());
        }
    }
}
