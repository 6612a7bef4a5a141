//! `dining_policy`: what the authorities of an area ask of meals for many.

use sea_orm::entity::prelude::*;

use crate::enums::LeadKind;
use crate::id::{AreaId, DiningPolicyId, PersonId};

/// What the authorities of an area ask of meals for many.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dining_policy")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DiningPolicyId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Where it holds, with everything below.
    pub area_id: AreaId,
    /// What it is called.
    pub name: String,
    /// From how many diners on.
    pub diners_from: i32,
    /// How many days before the meal it is filed at the latest.
    pub lead_days: i32,
    /// What days are counted.
    pub lead_kind: LeadKind,
    /// Least weight of a sample of each dish.
    pub sample_grams: Option<i32>,
    /// How long a sample is kept.
    pub sample_hours: Option<i32>,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day; none for no end.
    pub valid_to: Option<Date>,
    /// The regulation that says so.
    pub source: String,
    /// Raised by every edit.
    pub version: i32,
    /// Who entered it; none for an operator.
    pub created_by: Option<PersonId>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
