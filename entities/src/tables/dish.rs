//! `dish`: what a household brings to a banquet.

use sea_orm::entity::prelude::*;

use crate::enums::{DishCategory, DishState, DishTemperature, Via};
use crate::id::{AreaId, DishId, EventId, HouseholdId, PersonId, WantedDishId};

/// What a household brings to a banquet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dish")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DishId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The banquet.
    pub event_id: EventId,
    /// Household that brings it, as it answered the event.
    pub household_id: HouseholdId,
    /// Who promised it; none once they were erased.
    pub cook_id: Option<PersonId>,
    /// The wanted dish that it is one of.
    pub wanted_dish_id: Option<WantedDishId>,
    /// Its number at the banquet, on its label.
    pub dish_no: i32,
    /// What it is.
    pub name: String,
    /// Part of the meal.
    pub category: DishCategory,
    /// For how many tastes it is enough.
    pub servings: i32,
    /// How it is served and kept.
    pub temperature: DishTemperature,
    /// When it is, or was, cooked.
    pub cooked_at: Option<DateTimeUtc>,
    /// Diets that it suits and what it holds, names in their order parted by commas; empty for none.
    pub diet_tags: String,
    /// What is in it, an array of texts.
    pub ingredients: Json,
    /// Whether elders and small children may choke on it.
    pub choking_hazard: bool,
    /// A picture.
    pub photo_url: Option<String>,
    /// What the cook says of it.
    pub note: Option<String>,
    /// Whether it comes.
    pub state: DishState,
    /// Votes, once they were counted.
    pub votes: Option<i32>,
    /// The way the promise came.
    pub via: Via,
    /// Raised by every edit.
    pub version: i32,
    /// When it was promised.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
    /// When it stopped coming.
    pub withdrawn_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
