//! `household`: people who live together in a building.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, HouseholdId};

/// People who live together in a building.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HouseholdId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Unit it lives in.
    pub unit_id: AreaId,
    /// Building (楼栋) and door.
    pub building: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
