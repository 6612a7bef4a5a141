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
    /// The household has as many seats as the event gives one, or would have more.
    #[error("a household has at most {max} seats")]
    HouseholdLimit {
        /// Most seats a household.
        max: i32,
        /// Seats that the household may still have.
        left: i32,
    },
    /// Somebody of the party has a seat in another.
    #[error("somebody of the party has a seat already")]
    MemberHasSeat,
    /// The person is named in the party of somebody of their household.
    #[error("the person comes with another party")]
    InAnotherParty,
    /// Those who run the event have refused the request.
    #[error("the request was refused")]
    RequestRefused,
    /// There is no request to approve or refuse.
    #[error("the answer does not wait for approval")]
    NotRequested,
    /// The event is for others: the person lives elsewhere, or only asked to be registered.
    #[error("the event is not for this person")]
    NotForPerson,
    /// It was refused when the same request came first, and is not done when that is repeated.
    #[error("it was refused before")]
    RefusedBefore,
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
            Self::HouseholdLimit { .. } => "HOUSEHOLD_LIMIT",
            Self::MemberHasSeat => "MEMBER_HAS_SEAT",
            Self::InAnotherParty => "IN_ANOTHER_PARTY",
            Self::RequestRefused => "REQUEST_REFUSED",
            Self::NotRequested => "NOT_REQUESTED",
            Self::NotForPerson => "NOT_IN_AUDIENCE",
            Self::RefusedBefore => "REFUSED_BEFORE",
            Self::NotOpenYet { .. } => "RSVP_NOT_OPEN_YET",
            Self::Closed { .. } => "RSVP_CLOSED",
        }
    }

    /// The input field it is about, dotted.
    pub fn field(&self) -> &'static str {
        match self {
            Self::EventFull { .. }
            | Self::InAnotherParty
            | Self::RequestRefused
            | Self::NotForPerson
            | Self::NotOpenYet { .. }
            | Self::Closed { .. } => "eventId",
            Self::PartyDoesNotFit { .. }
            | Self::PartyTooLarge { .. }
            | Self::HouseholdLimit { .. } => "party",
            Self::MemberHasSeat => "party.memberIds",
            Self::NotRequested => "rsvpId",
            Self::RefusedBefore => "idempotencyKey",
        }
    }
}
