//! `seated_apart`: two households that do not sit at one table.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, HouseholdId};

/// Two households that do not sit at one table.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seated_apart")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The one with the lesser key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// The other.
    #[sea_orm(primary_key, auto_increment = false)]
    pub other_household_id: HouseholdId,
}

impl ActiveModelBehavior for ActiveModel {}
