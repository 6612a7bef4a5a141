//! Words become the bytes of an Internet message (RFC 5322) with its envelope.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::format::one_line;
use crate::render::Rendered;
use crate::transport::SendError;

/// One e-mail to one recipient. The same fields give the same bytes, so that a second try is the
/// same message to every server on the way.
#[derive(Clone)]
pub struct Email {
    /// The identity of the message without angle brackets, `left@right` (RFC 5322, section 3.6.4).
    /// It stays the same when the message is sent again.
    pub message_id: String,
    /// Who sends it, `Mulin <no-reply@example.org>`: both the `From` header and the return path.
    pub from: Mailbox,
    /// The recipient's address, as the person gave it.
    pub to_address: String,
    /// The recipient's name, if it shall stand in the `To` header.
    pub to_name: Option<String>,
    /// The words.
    pub rendered: Rendered,
    /// The `Date` header.
    pub date: DateTime<Utc>,
    /// The address that takes the one-click POST of RFC 8058.
    pub list_unsubscribe: Option<Url>,
}

impl fmt::Debug for Email {
    // Addresses, names and bodies stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email")
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// An e-mail that cannot be written down. All of them are permanent: trying again changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// The recipient's or sender's address is none, or has a local part that only a server with
    /// SMTPUTF8 (RFC 6531) could take, which we do not count on.
    #[error("invalid address")]
    InvalidAddress,
    /// The Message-ID is not of the form `left@right` in printable ASCII.
    #[error("invalid Message-ID")]
    InvalidMessageId,
    /// The date is outside what an e-mail can carry.
    #[error("invalid date")]
    InvalidDate,
    /// The parts do not make a message.
    #[error("malformed message")]
    Malformed,
}

impl From<EmailError> for SendError {
    fn from(error: EmailError) -> SendError {
        SendError::permanent(match error {
            EmailError::InvalidAddress => "INVALID_ADDRESS",
            EmailError::InvalidMessageId => "INVALID_MESSAGE_ID",
            EmailError::InvalidDate => "INVALID_DATE",
            EmailError::Malformed => "MALFORMED_MESSAGE",
        })
    }
}

impl Email {
    /// The envelope and the bytes of the message, pure ASCII with CRLF line ends: a
    /// multipart/alternative of text and HTML.
    ///
    /// # Errors
    /// See [`EmailError`].
    pub fn to_rfc5322(&self) -> Result<(Envelope, Vec<u8>), EmailError> {
        let from = ascii_address(self.from.email.as_ref())?;
        let to = ascii_address(&self.to_address)?;
        let envelope = Envelope::new(Some(from.clone()), vec![to.clone()])
            .map_err(|_| EmailError::InvalidAddress)?;
        let mut message = lettre::Message::builder()
            .envelope(envelope.clone())
            .from(Mailbox::new(display_name(self.from.name.as_deref()), from))
            .to(Mailbox::new(display_name(self.to_name.as_deref()), to))
            .subject(one_line(&self.rendered.subject))
            .raw_header(verbatim("Message-ID", format!("<{}>", self.checked_message_id()?)))
            .date(self.checked_date()?)
            // No out-of-office replies to a reminder (RFC 3834, section 5).
            .raw_header(verbatim("Auto-Submitted", "auto-generated".to_owned()));
        if let Some(url) = &self.list_unsubscribe {
            // A serialised URL is ASCII without white space, and `>` is escaped in it.
            message = message
                .raw_header(verbatim("List-Unsubscribe", format!("<{url}>")))
                .raw_header(verbatim(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ));
        }
        let message = message
            .multipart(
                MultiPart::alternative()
                    .boundary(self.boundary())
                    .singlepart(SinglePart::plain(crlf(&self.rendered.text)))
                    .singlepart(SinglePart::html(crlf(&self.rendered.html))),
            )
            .map_err(|_| EmailError::Malformed)?;
        Ok((envelope, message.formatted()))
    }

    fn checked_message_id(&self) -> Result<&str, EmailError> {
        let id = self.message_id.as_str();
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !b"<>@".contains(&b))
        };
        // A header line may have 998 characters (RFC 5322, section 2.1.1); ids need not come near.
        match id.split_once('@') {
            Some((left, right)) if plain(left) && plain(right) && id.len() <= 250 => Ok(id),
            _ => Err(EmailError::InvalidMessageId),
        }
    }

    fn checked_date(&self) -> Result<SystemTime, EmailError> {
        if (1970..=9998).contains(&self.date.year()) {
            Ok(self.date.into())
        } else {
            Err(EmailError::InvalidDate)
        }
    }

    /// Chosen from the identity, not by chance, so that the bytes are the same each time. `=_` cannot
    /// occur in quoted-printable (RFC 2045, section 6.7) and the hash not in a text by accident.
    fn boundary(&self) -> String {
        format!("=_{}", short_hash(&self.message_id))
    }
}

/// The first 16 bytes of SHA-256 as hexadecimal digits.
pub(crate) fn short_hash(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// An address every server takes: an international domain in its ASCII form (RFC 5891), and a local
/// part that is ASCII already. Quoted local parts (`"a b"@example.org`) are refused: nobody has one,
/// and they are a way to smuggle.
fn ascii_address(address: &str) -> Result<Address, EmailError> {
    let (local, domain) = address
        .trim()
        .rsplit_once('@')
        .ok_or(EmailError::InvalidAddress)?;
    if !local
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"\"<>@\\,;:".contains(&b))
    {
        return Err(EmailError::InvalidAddress);
    }
    let address = if domain.is_ascii() {
        Address::new(local, domain)
    } else {
        match Host::parse(domain) {
            Ok(Host::Domain(ascii)) => Address::new(local, ascii),
            _ => return Err(EmailError::InvalidAddress),
        }
    };
    address.map_err(|_| EmailError::InvalidAddress)
}

fn display_name(name: Option<&str>) -> Option<String> {
    name.map(one_line).filter(|name| !name.is_empty())
}

/// Every line end as CRLF. A CR or LF alone is read differently by different servers, and one could
/// smuggle a second message past another.
fn crlf(text: &str) -> String {
    text.replace('\r', "").replace('\n', "\r\n")
}

/// A header whose value is known to be short printable ASCII, left as it is: folding or encoding it
/// would change what others compare.
fn verbatim(name: &'static str, value: String) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
}
