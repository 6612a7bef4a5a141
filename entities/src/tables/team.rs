//! `team`: volunteers who work together (邻里帮帮团).

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, TeamId};

/// Volunteers who work together (邻里帮帮团).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Area it serves.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// Name, unique in the area.
    pub name: String,
    /// Longest that a volunteer serves on one day, in minutes.
    pub max_minutes_a_day: i32,
    /// Longest that a volunteer serves in one week, in minutes.
    pub max_minutes_a_week: i32,
    /// Rest between two shifts, in minutes.
    pub rest_minutes: i32,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
