//! `slot`: a time for which a service can be booked.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, SlotId, StallId, StallServiceId};

/// A time for which a service can be booked.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlotId,
    /// The service day.
    pub event_id: EventId,
    /// The stall.
    pub stall_id: StallId,
    /// The service.
    pub service_id: StallServiceId,
    /// When it starts.
    pub starts_at: DateTimeUtc,
    /// When it is over.
    pub ends_at: DateTimeUtc,
    /// How many are served in it.
    pub places: i32,
    /// How many of them can be booked; the rest is for those who did not.
    pub bookable: i32,
    /// How many are booked.
    pub booked: i32,
}

impl ActiveModelBehavior for ActiveModel {}
