//! `dish_vote`: votes of a guest for a dish.

use sea_orm::entity::prelude::*;

use crate::id::{DishId, EventId, PersonId};

/// Votes of a guest for a dish.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dish_vote")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The guest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The dish.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dish_id: DishId,
    /// How many.
    pub votes: i32,
}

impl ActiveModelBehavior for ActiveModel {}
