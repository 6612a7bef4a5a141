//! `table_pin`: a household that sits at a table whatever else is arranged.

use sea_orm::entity::prelude::*;

use crate::id::{BanquetTableId, EventId, HouseholdId};

/// A household that sits at a table whatever else is arranged.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "table_pin")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The household.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// The table.
    pub table_id: BanquetTableId,
}

impl ActiveModelBehavior for ActiveModel {}
