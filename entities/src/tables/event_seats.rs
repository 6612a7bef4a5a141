//! `event_seats`: the seats of an event, apart from it so that RSVPs never raise its version.

use sea_orm::entity::prelude::*;

use crate::id::EventId;

/// The seats of an event, apart from it so that RSVPs never raise its version.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_seats")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Seats offered; none for unlimited.
    pub capacity: Option<i32>,
    /// The greater of capacity and taken at the last release: what no admission may pass.
    pub seat_limit: Option<i32>,
    /// Seats held.
    pub taken: i32,
    /// Parties that wait.
    pub waitlisted: i32,
    /// The next place in the queue.
    pub next_queue_no: i64,
}

impl ActiveModelBehavior for ActiveModel {}
