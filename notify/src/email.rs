//! Words become the bytes of an Internet message (RFC 5322) with its envelope.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::ContentType;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::format::one_line;
use crate::ical::CalendarEntry;
use crate::render::Rendered;
use crate::transport::SendError;

/// One e-mail to one recipient. The same fields give the same bytes, so that a second try is the
/// same message to every server on the way.
#[derive(Clone)]
pub struct Email {
    /// The identity of the message without angle brackets, `left@right` (RFC 5322, section 3.6.4).
    /// It stays the same when the message is sent again.
    pub message_id: String,
    /// Who sends it, `Mulin <no-reply@example.org>`: the `From` header.
    pub from: Mailbox,
    /// Where it comes back to if it cannot be delivered; none: to the sender.
    pub return_path: Option<String>,
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
    /// What it asks of the reader's calendar.
    pub calendar: Option<CalendarEntry>,
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
    /// The recipient's or sender's address is none, or the sender's has a local part that only a
    /// server with SMTPUTF8 (RFC 6531) could take, on which nobody can count for every message.
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
    /// The envelope and the bytes of the message with CRLF line ends, pure ASCII unless the recipient's
    /// address is not: a multipart/alternative of text and HTML. With a calendar entry, that is among
    /// the alternatives, which is where calendars look, and a file besides, for people.
    ///
    /// # Errors
    /// See [`EmailError`].
    pub fn to_rfc5322(&self) -> Result<(Envelope, Vec<u8>), EmailError> {
        let from = ascii_address(self.from.email.as_ref())?;
        let to = address(&self.to_address)?;
        let back = match &self.return_path {
            Some(path) => ascii_address(path)?,
            None => from.clone(),
        };
        let envelope =
            Envelope::new(Some(back), vec![to.clone()]).map_err(|_| EmailError::InvalidAddress)?;
        let mut message = lettre::Message::builder()
            .envelope(envelope.clone())
            .from(Mailbox::new(display_name(self.from.name.as_deref()), from))
            .to(Mailbox::new(display_name(self.to_name.as_deref()), to))
            .subject(cut(one_line(&self.rendered.subject)))
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
        let words = MultiPart::alternative()
            .boundary(self.boundary(""))
            .singlepart(SinglePart::plain(crlf(&self.rendered.text)))
            .singlepart(SinglePart::html(crlf(&self.rendered.html)));
        let parts = match &self.calendar {
            Some(entry) => self.with_calendar(words, entry)?,
            None => words,
        };
        let message = message
            .multipart(parts)
            .map_err(|_| EmailError::Malformed)?;
        Ok((envelope, message.formatted()))
    }

    fn with_calendar(
        &self,
        words: MultiPart,
        entry: &CalendarEntry,
    ) -> Result<MultiPart, EmailError> {
        let ics = entry.to_ics();
        let method = entry.method.as_str();
        // The parameter must say what METHOD says (RFC 6047, section 2.4).
        let kind = format!("text/calendar; charset=utf-8; method={method}");
        let kind = ContentType::parse(&kind).map_err(|_| EmailError::Malformed)?;
        // Of another type, lest a mail program sees two invitations.
        let file = ContentType::parse("application/ics").map_err(|_| EmailError::Malformed)?;
        let part = SinglePart::builder().header(kind).body(ics.clone());
        Ok(MultiPart::mixed()
            .boundary(self.boundary("m"))
            .multipart(words.singlepart(part))
            .singlepart(Attachment::new("invite.ics".to_owned()).body(ics, file)))
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
    fn boundary(&self, which: &str) -> String {
        format!("=_{which}{}", short_hash(&self.message_id))
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

/// An address every server takes.
fn ascii_address(text: &str) -> Result<Address, EmailError> {
    let address = address(text)?;
    if AsRef::<str>::as_ref(&address).is_ascii() {
        Ok(address)
    } else {
        Err(EmailError::InvalidAddress)
    }
}

/// An address with an international domain in its ASCII form (RFC 5891). A local part of other letters
/// than ASCII is left as it is: only a server with SMTPUTF8 takes it (RFC 6531). Quoted local parts
/// (`"a b"@example.org`) are refused: nobody has one, and they are a way to smuggle.
fn address(address: &str) -> Result<Address, EmailError> {
    let (local, domain) = address
        .trim()
        .rsplit_once('@')
        .ok_or(EmailError::InvalidAddress)?;
    let plain = |c: char| match c.is_ascii() {
        true => c.is_ascii_graphic() && !"\"<>@\\,;:()[]".contains(c),
        // No white space, no control of the direction of writing.
        false => c.is_alphanumeric(),
    };
    if !local.chars().all(plain) {
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
    name.map(one_line).map(cut).filter(|name| !name.is_empty())
}

/// The beginning of what is longer than anybody shows. A line must not have more than 998 octets (RFC
/// 5322, section 2.1.1), and what is ASCII without a space cannot be folded.
fn cut(text: String) -> String {
    const LONGEST: usize = 300;
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST - 1).collect();
    cut.push('…');
    cut
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
