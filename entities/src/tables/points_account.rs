//! `points_account`: what somebody has of points.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, PersonId};

/// What somebody has of points.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "points_account")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// How many.
    pub balance: i32,
    /// The number of the last entry.
    pub last_no: i32,
}

impl ActiveModelBehavior for ActiveModel {}
