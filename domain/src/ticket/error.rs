//! What forbids something about a ticket.

use mulin_entities::TicketState;

use crate::clock::Instant;

/// The state of the queue, of the slot or of the ticket forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// Nobody else fits into the slot.
    #[error("the slot is full")]
    SlotFull {
        /// When the next slot starts that has places; none if there is none.
        next_free_at: Option<Instant>,
    },
    /// The slot has begun.
    #[error("the slot began at {at}")]
    SlotOver {
        /// When.
        at: Instant,
    },
    /// The slot is of another service than the ticket.
    #[error("the slot is of another service")]
    OtherService,
    /// The person has a ticket of this service that is not done.
    #[error("the person has a ticket of this service already")]
    ActiveElsewhere,
    /// The event is not for the person.
    #[error("the event is not open to the person")]
    NotForPerson,
    /// A ticket that stands like this does not take this step.
    #[error("the ticket is {state:?}")]
    WrongState {
        /// How it stands.
        state: TicketState,
    },
    /// The station has somebody.
    #[error("the station is busy with another ticket")]
    StationBusy {
        /// The number of that ticket.
        number: String,
    },
    /// The station does not call.
    #[error("the station is not open")]
    StationNotOpen,
    /// Nobody is skipped before having been called often enough.
    #[error("called {called} of {needed} times")]
    CallAgainFirst {
        /// How often they were.
        called: i32,
        /// How often it takes.
        needed: i32,
    },
    /// Numbers are drawn, and people checked in, on the day itself.
    #[error("it is not the day")]
    NotTheDay,
    /// The last step cannot be undone.
    #[error("there is no step to undo")]
    NothingToUndo,
    /// The last step was too long ago.
    #[error("the last step was at {at}")]
    UndoTooLate {
        /// When.
        at: Instant,
    },
    /// The stall or the service was taken away.
    #[error("the stall does this no longer")]
    Gone,
}

impl TicketError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SlotFull { .. } => "SLOT_FULL",
            Self::SlotOver { .. } => "SLOT_OVER",
            Self::OtherService => "SLOT_OF_OTHER_SERVICE",
            Self::ActiveElsewhere => "TICKET_ACTIVE_ELSEWHERE",
            Self::NotForPerson => "NOT_IN_AUDIENCE",
            Self::WrongState { .. } => "TICKET_STATE",
            Self::StationBusy { .. } => "STATION_BUSY",
            Self::StationNotOpen => "STATION_NOT_OPEN",
            Self::CallAgainFirst { .. } => "CALL_AGAIN_FIRST",
            Self::NotTheDay => "NOT_THE_DAY",
            Self::NothingToUndo => "NOTHING_TO_UNDO",
            Self::UndoTooLate { .. } => "UNDO_TOO_LATE",
            Self::Gone => "SERVICE_GONE",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::SlotFull { .. } | Self::SlotOver { .. } | Self::OtherService => "slotId",
            Self::ActiveElsewhere | Self::NotForPerson => "onBehalfOf",
            Self::StationBusy { .. } | Self::StationNotOpen => "stationId",
            Self::Gone => "serviceId",
            Self::NotTheDay => "eventId",
            Self::WrongState { .. }
            | Self::CallAgainFirst { .. }
            | Self::NothingToUndo
            | Self::UndoTooLate { .. } => "ticketId",
        }
    }
}
