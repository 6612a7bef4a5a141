//! `reward`: what points are exchanged for.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, RewardId};

/// What points are exchanged for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reward")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RewardId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Who gives it.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// What it is.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// Points for one.
    pub cost: i32,
    /// How many there were ever to give.
    pub stock: i32,
    /// How many of them are given or asked for.
    pub redeemed: i32,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
    /// Since when it is not given any more.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
