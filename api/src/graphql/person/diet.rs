//! What people cannot or do not eat.

use async_graphql::{Description, Enum, Object};
use mulin_domain::person::diet::Diet;

use crate::graphql::dish::enums::Allergen;
use crate::graphql::scalars::DateTime;

/// How somebody eats. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::person::diet::DietKind")]
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

/// What a person cannot or does not eat: kept only while they agree, for the person and those who look
/// after the unit.
#[derive(Clone, Description)]
pub struct PersonDiet(pub Diet);

#[Object(use_type_description)]
impl PersonDiet {
    /// What the person reacts to, each once.
    async fn allergens(&self) -> Vec<Allergen> {
        let allergens = self.0.allergens.iter();
        allergens.map(|allergen| (*allergen).into()).collect()
    }

    /// How the person eats, each once.
    async fn diets(&self) -> Vec<DietKind> {
        self.0.diets.iter().map(|kind| (*kind).into()).collect()
    }

    /// More in words, which dishes are not compared with; null if there is nothing more to say.
    async fn note(&self) -> Option<&str> {
        Some(self.0.note.as_str()).filter(|note| !note.is_empty())
    }

    /// When it was last edited.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}
