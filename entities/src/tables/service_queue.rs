//! `service_queue`: the queue of a service on one day.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, StallServiceId};

/// The numbers of a queue, and whose turn it is among its lanes. Its row is the lock of the queue.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_queue")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: StallServiceId,
    /// The day, where the event is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The service day.
    pub event_id: EventId,
    /// The last number given; 0 for none.
    pub last_number: i32,
    /// How many of the priority lane were called since the last of another.
    pub priority_run: i32,
    /// How many who booked were called since the last who did not.
    pub booked_run: i32,
}

impl ActiveModelBehavior for ActiveModel {}
