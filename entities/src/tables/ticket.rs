//! `ticket`: somebody's place in a queue, booked or drawn.

use sea_orm::entity::prelude::*;

use crate::enums::{PriorityReason, TicketEnd, TicketLane, TicketSource, TicketState, Via};
use crate::id::{
    AreaId, EventId, HouseholdId, PersonId, SlotId, StallId, StallServiceId, StationId, TicketId,
};

/// Somebody's place in a queue, booked or drawn.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The service day.
    pub event_id: EventId,
    /// The stall.
    pub stall_id: StallId,
    /// The service.
    pub service_id: StallServiceId,
    /// The day that it is for, where the event is.
    pub day: Date,
    /// Its number; none while it waits for a slot.
    pub number: Option<i32>,
    /// The slot that was booked.
    pub slot_id: Option<SlotId>,
    /// For whom; none for somebody at the desk without a record, and once they were erased.
    pub person_id: Option<PersonId>,
    /// Their household at that time.
    pub household_id: Option<HouseholdId>,
    /// Where they lived at that time.
    pub area_id: Option<AreaId>,
    /// By what the staff know somebody without a record.
    pub label: Option<String>,
    /// Booked, drawn, or taken for somebody.
    pub source: TicketSource,
    /// The way in which it came.
    pub via: Via,
    /// The lane in which it waits.
    pub lane: TicketLane,
    /// Why it goes first.
    pub priority: Option<PriorityReason>,
    /// How many things were brought.
    pub items: i32,
    /// How many of them were done.
    pub items_done: Option<i32>,
    /// Its place in its lane: microseconds of the later of slot and check-in, or of the drawing.
    pub rank: i64,
    /// How it stands.
    pub state: TicketState,
    /// The station that called it, while it is there.
    pub station_id: Option<StationId>,
    /// How often it was called since it last waited.
    pub times_called: i32,
    /// How often it was called and nobody came.
    pub misses: i32,
    /// How many moves it has made.
    pub moves: i32,
    /// Who took it.
    pub taken_by: Option<PersonId>,
    /// The ticket of another service that it goes on from.
    pub transferred_from: Option<TicketId>,
    /// Why it was ended, if it was not served.
    pub ended_reason: Option<TicketEnd>,
    /// When it was taken.
    pub created_at: DateTimeUtc,
    /// When somebody who booked came.
    pub checked_in_at: Option<DateTimeUtc>,
    /// When it was last called.
    pub called_at: Option<DateTimeUtc>,
    /// When serving began.
    pub serving_at: Option<DateTimeUtc>,
    /// When serving ended.
    pub finished_at: Option<DateTimeUtc>,
    /// When what was left there was ready.
    pub ready_at: Option<DateTimeUtc>,
    /// When it was collected.
    pub collected_at: Option<DateTimeUtc>,
    /// When its holder was told that it is nearly their turn.
    pub nearly_told_at: Option<DateTimeUtc>,
    /// When it last moved.
    pub updated_at: DateTimeUtc,
    /// Raised by every move.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
