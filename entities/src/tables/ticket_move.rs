//! `ticket_move`: what became of a ticket, step by step.

use sea_orm::entity::prelude::*;

use crate::enums::{TicketLane, TicketState, TicketVerb};
use crate::id::{EventId, PersonId, StallServiceId, StationId, TicketId};

/// One move of a ticket. A day is told again of these alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_move")]
pub struct Model {
    /// The ticket.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: TicketId,
    /// Its place among the moves of the ticket, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub move_no: i32,
    /// The service day.
    pub event_id: EventId,
    /// The service.
    pub service_id: StallServiceId,
    /// What was done.
    pub verb: TicketVerb,
    /// How it stood; none for a new one.
    pub from_state: Option<TicketState>,
    /// How it stands after it.
    pub to_state: TicketState,
    /// The station at which it is after it.
    pub station_id: Option<StationId>,
    /// Its place in its lane after it.
    pub rank: i64,
    /// Its lane after it.
    pub lane: TicketLane,
    /// How often it was called after it.
    pub times_called: i32,
    /// How often it was missed after it.
    pub misses: i32,
    /// The run of the priority lane of its queue after it.
    pub priority_run: i32,
    /// The run of those who booked after it.
    pub booked_run: i32,
    /// Whether it was undone.
    pub undone: bool,
    /// Who did it; none for the system.
    pub by_id: Option<PersonId>,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
