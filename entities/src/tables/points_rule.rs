//! `points_rule`: how many points an hour brings, from a time on.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, PersonId, PointsRuleId};

/// How many points an hour brings, from a time on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "points_rule")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PointsRuleId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// For which area.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// Which of the area's rules, from one.
    pub version: i32,
    /// Points for an hour.
    pub points_per_hour: i32,
    /// For service that ended from then on.
    pub valid_from: DateTimeUtc,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
