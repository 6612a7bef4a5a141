//! What keeps somebody from being checked in.

use mulin_entities::RsvpState;

use crate::clock::Instant;

/// They cannot be checked in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckInError {
    /// The code is none of ours, or was tampered with.
    #[error("the code is not valid")]
    CodeInvalid,
    /// The code is right, but for another event.
    #[error("the code is of another event")]
    CodeOfAnotherEvent,
    /// The answer holds no seats to come with.
    #[error("the party does not come: {}", state.as_str())]
    NotGoing {
        /// What the answer is.
        state: RsvpState,
    },
    /// Nobody is checked in on the list at this time.
    #[error("checked in from {opens_at} until {closes_at}")]
    ListClosed {
        /// From when.
        opens_at: Instant,
        /// Until when.
        closes_at: Instant,
    },
    /// The person comes with a party, which is checked in as one.
    #[error("the person comes with a party")]
    ComesWithParty,
}

impl CheckInError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeInvalid => "CHECK_IN_CODE_INVALID",
            Self::CodeOfAnotherEvent => "CHECK_IN_CODE_OF_ANOTHER_EVENT",
            Self::NotGoing { .. } => "NOT_GOING",
            Self::ListClosed { .. } => "CHECK_IN_LIST_CLOSED",
            Self::ComesWithParty => "COMES_WITH_PARTY",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::CodeInvalid | Self::CodeOfAnotherEvent => "code",
            Self::NotGoing { .. } => "rsvpId",
            Self::ListClosed { .. } => "listId",
            Self::ComesWithParty => "personId",
        }
    }
}
