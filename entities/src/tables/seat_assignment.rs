//! `seat_assignment`: at which table a household sits.

use sea_orm::entity::prelude::*;

use crate::id::{BanquetTableId, EventId, HouseholdId};

/// At which table a household sits.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_assignment")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The household.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// Seats that it needs.
    pub seats: i32,
    /// Its table in the plan as it is now.
    pub table_id: Option<BanquetTableId>,
    /// Its table in the plan as guests are shown it.
    pub published_table_id: Option<BanquetTableId>,
}

impl ActiveModelBehavior for ActiveModel {}
