//! `dish_allergen`: what is known of an allergen in a dish.

use sea_orm::entity::prelude::*;

use crate::enums::{Allergen, AllergenPresence};
use crate::id::DishId;

/// What is known of an allergen in a dish.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dish_allergen")]
pub struct Model {
    /// The dish.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dish_id: DishId,
    /// What people react to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub allergen: Allergen,
    /// Whether it is in the dish; without a row nobody knows.
    pub presence: AllergenPresence,
}

impl ActiveModelBehavior for ActiveModel {}
