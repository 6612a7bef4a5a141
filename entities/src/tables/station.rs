//! `station`: a place at a stall where one is served at a time.

use sea_orm::entity::prelude::*;

use crate::enums::StationState;
use crate::id::{EventId, PersonId, StallId, StallServiceId, StationId};

/// A chair, a desk or a bench of a stall.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "station")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StationId,
    /// The service day.
    pub event_id: EventId,
    /// The stall.
    pub stall_id: StallId,
    /// The one service that it gives; none: all of the stall.
    pub service_id: Option<StallServiceId>,
    /// What it is called.
    pub name: String,
    /// Its place among those of the stall.
    pub ordinal: i32,
    /// Whether it calls people.
    pub state: StationState,
    /// Who serves there.
    pub staffed_by: Option<PersonId>,
    /// When its state changed.
    pub changed_at: DateTimeUtc,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it was taken away.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
