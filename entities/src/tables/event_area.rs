//! `event_area`: every area above an event's own, so that a subtree's events are one ordered index range.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId};

/// Every area above an event's own, so that a subtree's events are one ordered index range.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_area")]
pub struct Model {
    /// The event's area or one above it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_id: AreaId,
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Copy of the event's start.
    pub starts_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
