//! What forbids something about a stall.

use mulin_entities::{Skill, StationState};

/// The state of the stall forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StallError {
    /// People wait, or are served, whose queue would be gone.
    #[error("{tickets} tickets are open")]
    HasTickets {
        /// How many.
        tickets: i64,
    },
    /// People have booked what would be gone.
    #[error("slots are booked: {}", starts.join(", "))]
    SlotsBooked {
        /// When these slots start, where the event is.
        starts: Vec<String>,
    },
    /// Numbers with the letter were told to people, who wait for it to be called.
    #[error("numbers with the letter {prefix} were drawn")]
    LetterInUse {
        /// The letter.
        prefix: String,
    },
    /// The stall was taken away.
    #[error("the stall was taken away")]
    Gone,
    /// Stations open on the day itself.
    #[error("the day has not begun")]
    NotTheDay,
    /// Who serves at a stall belongs to its team, or runs the event.
    #[error("the person does not serve at the stall")]
    NotStaff,
    /// Who serves there must have shown that they can.
    #[error("no qualification in {skill:?} counts")]
    NotQualified {
        /// What they must have shown.
        skill: Skill,
    },
    /// The station is in that state already.
    #[error("the station is {state:?}")]
    StationState {
        /// How it is.
        state: StationState,
    },
}

impl StallError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HasTickets { .. } => "STALL_HAS_TICKETS",
            Self::SlotsBooked { .. } => "SLOT_HAS_BOOKINGS",
            Self::LetterInUse { .. } => "SERVICE_LETTER_IN_USE",
            Self::Gone => "STALL_GONE",
            Self::NotTheDay => "NOT_THE_DAY",
            Self::NotStaff => "NOT_STAFF",
            Self::NotQualified { .. } => "QUALIFICATION_MISSING",
            Self::StationState { .. } => "STATION_STATE",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::HasTickets { .. } | Self::Gone => "stallId",
            Self::SlotsBooked { .. } => "ranges",
            Self::LetterInUse { .. } => "services",
            Self::NotStaff | Self::NotQualified { .. } => "staffedBy",
            Self::NotTheDay | Self::StationState { .. } => "stationId",
        }
    }
}
