//! One text message, and who carries it on.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::message::{Locale, MessageKind};
use crate::transport::{Accepted, SendError};

/// The particulars of a message by name, for templates that lie at a provider: each one line, and none
/// of them empty.
pub type SmsVariables = BTreeMap<String, String>;

/// One text message to one telephone.
#[derive(Clone)]
pub struct Sms {
    /// The identity of the message in printable ASCII. It stays the same when the message is sent
    /// again, but no network tells by it that the two are one.
    pub id: String,
    /// Which try of the message it is: another number each time.
    pub generation: i32,
    /// The telephone's number (E.164).
    pub to: String,
    /// What it is about: at a provider, the template.
    pub kind: MessageKind,
    /// The reminder template that it is written in; none for the standard one.
    pub template: Option<String>,
    /// Its language.
    pub locale: Locale,
    /// The words: one line.
    pub text: String,
    /// The same particulars by name, for a provider that has the words.
    pub variables: SmsVariables,
    /// When it was wanted.
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
pub(super) mod tests {
    use super::*;

    /// A message to a number.
    pub(in crate::sms) fn sms(to: &str) -> Sms {
        Sms {
            id: "0193f3a1b2c37def8a9b0c1d2e3f4a5b".to_owned(),
            generation: 1,
            to: to.to_owned(),
            kind: MessageKind::EventReminder,
            template: None,
            locale: Locale::En,
            text: "secret".to_owned(),
            variables: SmsVariables::from([("event_title".to_owned(), "secret".to_owned())]),
            date: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn numbers_are_international_or_refused() {
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
