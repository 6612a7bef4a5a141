//! `wanted_dish`: dishes that those who run a banquet ask for.

use sea_orm::entity::prelude::*;

use crate::enums::DishCategory;
use crate::id::{AreaId, EventId, WantedDishId};

/// Dishes that those who run a banquet ask for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wanted_dish")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WantedDishId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The banquet.
    pub event_id: EventId,
    /// Part of the meal.
    pub category: DishCategory,
    /// What is wanted.
    pub name: String,
    /// An explanation.
    pub note: Option<String>,
    /// Servings of each.
    pub servings: i32,
    /// How many are wanted.
    pub quantity: i32,
    /// How many households have promised one.
    pub claimed: i32,
    /// Raised by every edit.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
    /// When it was no longer wanted.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
