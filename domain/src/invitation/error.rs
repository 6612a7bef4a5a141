//! Why a link invites no more.

/// The link does not invite.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It has invited as many as it may.
    #[error("the link is used up")]
    UsedUp,
    /// It was taken back, or its time or the event is over; or what it gave the person was taken back.
    #[error("the link does not count any more")]
    Over,
}

impl InvitationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UsedUp => "INVITATION_USED_UP",
            Self::Over => "INVITATION_OVER",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        "token"
    }
}
