//! `banquet_table`: a table of a banquet.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, BanquetTableId, EventId, PersonId};

/// A table of a banquet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "banquet_table")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BanquetTableId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The banquet.
    pub event_id: EventId,
    /// Place in the list of tables.
    pub position: i32,
    /// Its number or name, on its card.
    pub name: String,
    /// Seats.
    pub capacity: i32,
    /// Guests that it should have, if it has any.
    pub min_guests: i32,
    /// Part of the hall.
    pub zone: Option<String>,
    /// Whether it is near the entrance.
    pub near_entrance: bool,
    /// Whether a wheelchair comes to it.
    pub accessible: bool,
    /// Whether only those sit there who are pinned to it.
    pub head: bool,
    /// Who looks after the table.
    pub host_id: Option<PersonId>,
    /// Seats taken in the plan.
    pub taken: i32,
}

impl ActiveModelBehavior for ActiveModel {}
