//! The two lists of what people react to that must be told. Pure.

use mulin_entities::Allergen;
use sea_orm::Iterable;

/// A list of allergens that a law names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// GB 7718-2025, 4.8: eight classes.
    Gb7718,
    /// Regulation (EU) No 1169/2011, annex II: fourteen.
    Eu1169,
}

impl Vocabulary {
    /// Whether it names the allergen.
    pub fn names(self, allergen: Allergen) -> bool {
        match self {
            Self::Eu1169 => true,
            Self::Gb7718 => matches!(
                allergen,
                Allergen::Gluten
                    | Allergen::Crustaceans
                    | Allergen::Fish
                    | Allergen::Egg
                    | Allergen::Peanut
                    | Allergen::Soy
                    | Allergen::Milk
                    | Allergen::Nuts
            ),
        }
    }

    /// What it names.
    pub fn allergens(self) -> Vec<Allergen> {
        Allergen::iter()
            .filter(|allergen| self.names(*allergen))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_have_eight_and_fourteen() {
        assert_eq!(Vocabulary::Gb7718.allergens().len(), 8);
        assert_eq!(Vocabulary::Eu1169.allergens().len(), 14);
    }
}
