//! What every provider of text messages has in common.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::message::Sms;
use crate::transport::SendError;

/// Somebody who carries text messages: a gateway on the web, an operator's SMSC.
///
/// A provider sends one message when it is told to, and no oftener: whoever calls it decides on trying
/// again, on others to go to, on speed and on prices. It logs neither numbers nor texts.
#[async_trait]
pub trait SmsProvider: Send + Sync {
    /// Its name, which is stored with each message it took and stands in the path of its receipts:
    /// small ASCII letters, digits and `-`.
    fn name(&self) -> &str;

    /// What it takes.
    fn limits(&self) -> Limits;

    /// What the reader will read, signature and all, as far as that is known here: parts are counted
    /// by it.
    fn wording(&self, sms: &Sms) -> String;

    /// Sends one message, once, and within a time of its own.
    ///
    /// # Errors
    /// [`SendError::Temporary`] if it was certainly not taken and may be tried again, by another
    /// provider too; [`SendError::Permanent`] if it will never be taken, where the code says whose
    /// fault that is (see [`fault`]); [`SendError::Unknown`] if nobody knows.
    async fn send(&self, sms: &Sms) -> Result<Handed, SendError>;

    /// Whether [`status`](SmsProvider::status) can tell anything.
    fn tells_status(&self) -> bool {
        false
    }

    /// Asks what became of a message; `None` if the provider does not know yet, or never heard of it.
    ///
    /// # Errors
    /// Always [`SendError::Temporary`]: nothing is sent by asking.
    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        let _ = asked;
        Ok(None)
    }

    /// Lets go of idle connections; what is under way is finished.
    async fn close(&self) {}
}

/// What a provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most parts of one message; longer ones are not given to it.
    pub parts: u32,
}

/// A provider took a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Its name there, by which receipts tell of it.
    pub provider_ref: String,
    /// Parts that it is charged for, if the provider tells; else they are counted.
    pub parts: Option<u32>,
}

/// A message to ask after.
#[derive(Clone)]
pub struct Asked {
    /// Its id here, as in [`Sms::id`].
    pub id: String,
    /// Its name at the provider; none if the answer to the sending was lost.
    pub provider_ref: Option<String>,
    /// The telephone's number (E.164), by which some providers find their messages.
    pub to: String,
    /// About when it was sent.
    pub sent_at: DateTime<Utc>,
}

impl fmt::Debug for Asked {
    // Numbers stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("id", &self.id)
            .field("provider_ref", &self.provider_ref)
            .finish_non_exhaustive()
    }
}

/// What a provider tells about a message that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message's name there; empty if only `id` tells which one it is.
    pub provider_ref: String,
    /// The message's id here, where the provider returns it.
    pub id: Option<String>,
    /// What became of it.
    pub report: Report,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The provider has it, and passes it on.
    Accepted,
    /// It is on the telephone.
    Delivered,
    /// It did not get there, and will not. The code is stable and free of personal data: one of
    /// [`fault`], or what the provider says, shortened.
    Failed {
        /// Why.
        code: String,
    },
}

/// Codes that several providers have in common. They are stored, and others act by them.
pub mod fault {
    /// No such number: every provider will say the same.
    pub const INVALID_NUMBER: &str = "INVALID_NUMBER";
    /// The reader told this provider to stop.
    pub const OPTED_OUT: &str = "OPTED_OUT";
    /// The number is on a list of the provider's or the operator's.
    pub const BLACKLISTED: &str = "BLACKLISTED";
    /// The provider does not serve this country or operator.
    pub const DESTINATION_REFUSED: &str = "DESTINATION_REFUSED";
    /// The template is unknown, not approved, or its variables do not fit.
    pub const TEMPLATE_REFUSED: &str = "TEMPLATE_REFUSED";
    /// The signature is unknown or not approved.
    pub const SIGNATURE_REFUSED: &str = "SIGNATURE_REFUSED";
    /// Words that the provider does not carry.
    pub const CONTENT_REFUSED: &str = "CONTENT_REFUSED";
    /// More parts than the provider takes.
    pub const TOO_LONG: &str = "TOO_LONG";
    /// The telephone was off or out of reach until the provider gave up.
    pub const NOT_REACHED: &str = "NOT_REACHED";

    /// Too many at a time, or too many to one number for now.
    pub const THROTTLED: &str = "THROTTLED";
    /// The account has no money left.
    pub const NO_CREDIT: &str = "NO_CREDIT";
    /// Key, secret or right are not accepted: a fault of the configuration, and of no reader.
    pub const CREDENTIALS_REFUSED: &str = "CREDENTIALS_REFUSED";
    /// No connection could be made.
    pub const NO_CONNECTION: &str = "NO_CONNECTION";
    /// No connection was made in time.
    pub const CONNECT_TIMEOUT: &str = "CONNECT_TIMEOUT";

    /// The request was written, and no answer came in time.
    pub const ANSWER_TIMEOUT: &str = "ANSWER_TIMEOUT";
    /// The connection broke after the request was written.
    pub const CONNECTION_LOST: &str = "CONNECTION_LOST";
    /// The answer is not what the provider's document describes.
    pub const ANSWER_UNREADABLE: &str = "ANSWER_UNREADABLE";

    /// What providers say of a message; what happens on the way to them is none of it.
    const SAID: [&str; 12] = [
        INVALID_NUMBER,
        OPTED_OUT,
        BLACKLISTED,
        DESTINATION_REFUSED,
        TEMPLATE_REFUSED,
        SIGNATURE_REFUSED,
        CONTENT_REFUSED,
        TOO_LONG,
        NOT_REACHED,
        THROTTLED,
        NO_CREDIT,
        CREDENTIALS_REFUSED,
    ];

    /// The code, if it is one that providers have in common and say themselves.
    pub fn in_common(code: &str) -> Option<&'static str> {
        SAID.into_iter().find(|said| *said == code)
    }

    /// Whether a receipt with this code tells of something that may pass, so that another try is worth
    /// its price. All else is better told by another channel.
    pub fn may_pass(code: &str) -> bool {
        [THROTTLED, NO_CREDIT].contains(&code)
    }

    /// Whether a permanent refusal is this provider's own, so that another may take the message.
    /// What the number or its owner is the reason of is nobody else's to try.
    pub fn is_of_this_provider(code: &str) -> bool {
        [
            DESTINATION_REFUSED,
            TEMPLATE_REFUSED,
            SIGNATURE_REFUSED,
            CONTENT_REFUSED,
            TOO_LONG,
        ]
        .contains(&code)
    }
}
