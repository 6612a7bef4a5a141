//! Why a link invites no more, and why there is none.

use crate::event::EventError;

/// The link does not invite, or is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It has invited as many as it may.
    #[error("the link is used up")]
    UsedUp,
    /// It was taken back, or its time is over; or what it gave the person was taken back.
    #[error("the link does not count any more")]
    Over,
    /// The event has as many that count as it may have.
    #[error("an event has at most {max} links")]
    TooManyLinks {
        /// Links that count at a time.
        max: u64,
    },
    /// The event that it invites to is cancelled or over.
    #[error(transparent)]
    Event(#[from] EventError),
}

impl InvitationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UsedUp => "INVITATION_USED_UP",
            Self::Over => "INVITATION_OVER",
            Self::TooManyLinks { .. } => "TOO_MANY_INVITATION_LINKS",
            Self::Event(error) => error.code(),
        }
    }

    /// The input field it is about: of who opens a link all that was sent is the token, also of the event.
    pub fn field(&self) -> &'static str {
        match self {
            Self::TooManyLinks { .. } => "eventId",
            Self::UsedUp | Self::Over | Self::Event(_) => "token",
        }
    }
}
