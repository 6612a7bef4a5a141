//! What the rules of RSVPs forbid.

use crate::clock::Instant;

/// The rules of RSVPs forbid it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RsvpError {
    /// The event has no seats for the party, and the client did not want to wait.
    #[error("the event is full")]
    EventFull {
        /// Parties that wait already.
        waitlist_length: i32,
        /// Seats that are free, fewer than the party needs.
        free: i32,
    },
    /// The party grew past what is free; the old answer stands.
    #[error("the larger party does not fit")]
    PartyDoesNotFit {
        /// Parties that wait.
        waitlist_length: i32,
        /// Seats that are free besides those the party has.
        free: i32,
    },
    /// The party is larger than this event takes.
    #[error("a party has at most {max}")]
    PartyTooLarge {
        /// Largest party.
        max: i32,
    },
    /// The event is for others: the person lives elsewhere, or only asked to be registered.
    #[error("the event is not for this person")]
    NotForPerson,
    /// Answers are not taken yet.
    #[error("answers are taken from {opens_at}")]
    NotOpenYet {
        /// From when they are.
        opens_at: Instant,
    },
    /// Answers are no longer taken.
    #[error("answers were taken until {closed_at}")]
    Closed {
        /// Until when they were.
        closed_at: Instant,
    },
}

impl RsvpError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EventFull { .. } => "EVENT_FULL",
            Self::PartyDoesNotFit { .. } => "PARTY_DOES_NOT_FIT",
            Self::PartyTooLarge { .. } => "PARTY_TOO_LARGE",
            Self::NotForPerson => "NOT_IN_AUDIENCE",
            Self::NotOpenYet { .. } => "RSVP_NOT_OPEN_YET",
            Self::Closed { .. } => "RSVP_CLOSED",
        }
    }

    /// The input field it is about, dotted.
    pub fn field(&self) -> &'static str {
        match self {
            Self::EventFull { .. }
            | Self::NotForPerson
            | Self::NotOpenYet { .. }
            | Self::Closed { .. } => "eventId",
            Self::PartyDoesNotFit { .. } | Self::PartyTooLarge { .. } => "party",
        }
    }
}
