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
    /// The token is not one of the outside issuer for us, or its time is over.
    #[error("the outside issuer's token does not count")]
    IdentityTokenInvalid,
    /// The outside issuer's token is right, but shows nobody in particular.
    #[error("nobody is linked with this identity")]
    IdentityNotLinked,
    /// Somebody else is linked with the identity.
    #[error("somebody else is linked with this identity")]
    IdentityTaken,
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
            Self::IdentityTokenInvalid => "IDENTITY_TOKEN_INVALID",
            Self::IdentityNotLinked => "IDENTITY_NOT_LINKED",
            Self::IdentityTaken => "IDENTITY_TAKEN",
        }
    }

    /// The input field it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::CodeSentRecently { .. } | Self::TooManyRequests { .. } | Self::NotRegistered => {
                "address"
            }
            Self::WrongCode { .. } | Self::CodeExpired => "code",
            Self::SessionOver => "refreshToken",
            Self::IdentityTokenInvalid | Self::IdentityNotLinked | Self::IdentityTaken => "token",
        }
    }
}
