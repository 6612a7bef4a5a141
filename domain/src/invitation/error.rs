//! Why a link invites no more.

use crate::event::EventError;

/// The link does not invite.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It has invited as many as it may.
    #[error("the link is used up")]
    UsedUp,
    /// It was taken back, or its time is over; or what it gave the person was taken back.
    #[error("the link does not count any more")]
    Over,
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
            Self::Event(error) => error.code(),
        }
    }

    /// The input field it is about: also of the event all that was sent is the token.
    pub fn field(&self) -> &'static str {
        "token"
    }
}
