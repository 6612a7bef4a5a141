//! `hours_entry`: minutes that a record adds to what somebody has served.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, HoursEntryId, PersonId, ServiceRecordId};

/// Minutes that a record adds to what somebody has served.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HoursEntryId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Who; none once they were erased.
    pub person_id: Option<PersonId>,
    /// The record.
    pub record_id: ServiceRecordId,
    /// How many.
    pub minutes: i32,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
