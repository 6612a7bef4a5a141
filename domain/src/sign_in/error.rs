//! Why somebody is not signed in, or not yet.

use crate::clock::Instant;

/// Signing in is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// A code was sent to this address a moment ago.
    #[error("a code was sent a moment ago")]
    CodeSentRecently {
        /// When another may be asked for.
        retry_at: Instant,
    },
    /// A limit is used up.
    #[error("too many requests")]
    TooManyRequests {
        /// When asking again makes sense.
        retry_at: Instant,
    },
    /// Another code was sent.
    #[error("the code is wrong")]
    WrongCode {
        /// How often one may try again.
        guesses_left: i32,
    },
    /// No code of this address counts: none was sent, or it was used, or too old, or guessed at too
    /// often.
    #[error("no code of this address counts")]
    CodeExpired,
    /// The code is right, and nobody is registered with the address.
    #[error("nobody is registered with this address")]
    NotRegistered,
    /// The refresh token is unknown, used up, or of a session that ended.
    #[error("the session is over")]
    SessionOver,
}

impl SignInError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::CodeSentRecently { .. } => "CODE_SENT_RECENTLY",
            Self::TooManyRequests { .. } => "TOO_MANY_REQUESTS",
            Self::WrongCode { .. } => "WRONG_CODE",
            Self::CodeExpired => "CODE_EXPIRED",
            Self::NotRegistered => "NOT_REGISTERED",
            Self::SessionOver => "SESSION_OVER",
        }
    }

    /// The input field it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::CodeSentRecently { .. }
            | Self::TooManyRequests { .. }
            | Self::NotRegistered => "address",
            Self::WrongCode { .. } | Self::CodeExpired => "code",
            Self::SessionOver => "refreshToken",
        }
    }
}
