//! What every way of sending e-mail has in common, above all: what is known when it failed.

use async_trait::async_trait;

use crate::email::Email;

/// Hands one e-mail to whoever carries it on.
///
/// Dropping the future of [`send`](EmailTransport::send) is safe for the next e-mail, but tells
/// nothing about this one: it is to be treated as [`SendError::Unknown`].
#[async_trait]
pub trait EmailTransport: Send + Sync {
    /// Sends one e-mail to its one recipient, once. `Ok` means that the other side has taken the
    /// responsibility for it (RFC 5321, section 4.2.5).
    async fn send(&self, email: &Email) -> Result<Accepted, SendError>;

    /// Whether nothing can be handed over for now, so that it is better not to begin.
    fn rests(&self) -> bool {
        false
    }

    /// Lets go of idle connections and refuses what comes later; what is under way is finished.
    async fn close(&self);
}

/// The code of a [`SendError::Temporary`] that says nothing of its e-mail: nobody was asked, as
/// whoever could be [rests](EmailTransport::rests).
pub const RELAYS_REST: &str = "RELAYS_REST";

/// An e-mail was taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// What the other side said about it, shortened and without addresses: of use for finding the
    /// message in the server's log.
    pub detail: String,
    /// Who took it, as the configuration names them; none where there is but one.
    pub provider: Option<String>,
    /// Its name there, by which receipts tell of it.
    pub provider_ref: Option<String>,
    /// Text messages that it counts for; 0 for an e-mail.
    pub parts: u32,
    /// What it cost, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
}

impl Accepted {
    /// Taken by who gives it no name and asks no price.
    pub fn plainly(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..Self::default()
        }
    }
}

/// An e-mail was not taken over, or nobody knows. The codes are short, stable and free of personal
/// data: `SMTP_550`, `COMMAND_TIMEOUT`. What a server wrote is not passed on, as it often repeats the
/// address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It will never be taken for this recipient: do not try again.
    #[error("refused for good ({code})")]
    Permanent {
        /// Why.
        code: String,
    },
    /// It was certainly not taken: try again later.
    #[error("not sent for now ({code})")]
    Temporary {
        /// Why.
        code: String,
    },
    /// The end of the message was on its way when the answer was lost: it may have been taken.
    #[error("perhaps sent ({code})")]
    Unknown {
        /// Why.
        code: String,
        /// Who may have taken it, and at what price; none where nobody asks one.
        perhaps: Option<Box<Accepted>>,
    },
}

impl SendError {
    /// The stable code of the cause.
    pub fn code(&self) -> &str {
        match self {
            SendError::Permanent { code }
            | SendError::Temporary { code }
            | SendError::Unknown { code, .. } => code,
        }
    }

    pub(crate) fn permanent(code: impl Into<String>) -> SendError {
        SendError::Permanent { code: code.into() }
    }

    pub(crate) fn temporary(code: impl Into<String>) -> SendError {
        SendError::Temporary { code: code.into() }
    }

    pub(crate) fn unknown(code: impl Into<String>) -> SendError {
        SendError::Unknown {
            code: code.into(),
            perhaps: None,
        }
    }
}
