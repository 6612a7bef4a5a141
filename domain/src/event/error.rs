//! What the state of an event forbids.

use crate::clock::Instant;

/// The state of the event forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// It was cancelled, and a cancelled event does not come back.
    #[error("the event was cancelled")]
    Cancelled,
    /// It is over.
    #[error("the event ended at {at}")]
    Ended {
        /// When it ended.
        at: Instant,
    },
    /// It has begun, so that it can no longer be published or moved.
    #[error("the event started at {at}")]
    Started {
        /// When it started.
        at: Instant,
    },
    /// It is a draft still.
    #[error("the event is not published")]
    NotPublished,
}

impl EventError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "EVENT_CANCELLED",
            Self::Ended { .. } => "EVENT_ENDED",
            Self::Started { .. } => "EVENT_STARTED",
            Self::NotPublished => "EVENT_NOT_PUBLISHED",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        "eventId"
    }
}
