//! `food_sample`: a sample of a dish, kept in case somebody falls ill.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, DishId, EventId, FoodSampleId, PersonId};

/// A sample of a dish, kept in case somebody falls ill.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "food_sample")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FoodSampleId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The banquet.
    pub event_id: EventId,
    /// Of which dish.
    pub dish_id: DishId,
    /// Its weight.
    pub grams: i32,
    /// When it was taken.
    pub taken_at: DateTimeUtc,
    /// Who took it.
    pub taken_by: PersonId,
    /// Until when it is kept.
    pub discard_after: DateTimeUtc,
    /// When it was thrown away.
    pub discarded_at: Option<DateTimeUtc>,
    /// Who threw it away.
    pub discarded_by: Option<PersonId>,
}

impl ActiveModelBehavior for ActiveModel {}
