//! One text message, and who carries it on.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::transport::{Accepted, SendError};

/// One text message to one telephone.
#[derive(Clone)]
pub struct Sms {
    /// The identity of the message in printable ASCII. It stays the same when the message is sent
    /// again, but no network tells by it that the two are one.
    pub id: String,
    /// The telephone's number (E.164).
    pub to: String,
    /// The words: one line.
    pub text: String,
    /// When it is sent.
    pub date: DateTime<Utc>,
}

impl fmt::Debug for Sms {
    // Numbers and words stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Sms {
    /// The number, if it is one that a network takes (E.164: at most fifteen digits after a plus).
    pub(crate) fn checked_number(&self) -> Result<&str, SendError> {
        let digits = self.to.strip_prefix('+').unwrap_or_default();
        let is_number = (4..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            Ok(&self.to)
        } else {
            Err(SendError::permanent("INVALID_NUMBER"))
        }
    }
}

/// Hands one text message to whoever carries it on.
///
/// Dropping the future of [`send`](SmsTransport::send) tells nothing about the message: it is to be
/// treated as [`SendError::Unknown`].
#[async_trait]
pub trait SmsTransport: Send + Sync {
    /// Sends one text message, once. `Ok` means that the other side has taken it.
    async fn send(&self, sms: &Sms) -> Result<Accepted, SendError>;

    /// Lets go of idle connections and refuses what comes later; what is under way is finished.
    async fn close(&self);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_international_or_refused() {
        let sms = |to: &str| Sms {
            id: "1".to_owned(),
            to: to.to_owned(),
            text: "secret".to_owned(),
            date: DateTime::UNIX_EPOCH,
        };
        assert_eq!(sms("+8613812345678").checked_number(), Ok("+8613812345678"));
        for wrong in [
            "",
            "+",
            "13812345678",
            "+0138123",
            "+86 138",
            "+861381234567890123",
            "+86138\n",
            "lan@example.org",
        ] {
            assert!(sms(wrong).checked_number().is_err(), "{wrong:?}");
        }
        let shown = format!("{:?}", sms("+8613812345678"));
        assert!(
            !shown.contains("138") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
