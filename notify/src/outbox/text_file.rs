//! A text message as a file: its particulars a line each, an empty line, its words.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{OutboxEntry, OutboxKind};
use crate::format::one_line;
use crate::sms::Sms;

/// What such files end with.
pub(super) const SUFFIX: &str = ".sms.txt";

/// The file of a message to a number that was checked.
pub(super) fn write(sms: &Sms, number: &str) -> Vec<u8> {
    let date = sms.date.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (id, text) = (one_line(&sms.id), one_line(&sms.text));
    format!("To: {number}\nDate: {date}\nId: {id}\n\n{text}\n").into_bytes()
}

/// What the file says, or `InvalidData` if it is none of ours.
pub(super) fn read(file: String, bytes: &[u8]) -> io::Result<OutboxEntry> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let text = std::str::from_utf8(bytes).map_err(|_| invalid())?;
    let (head, words) = text.split_once("\n\n").ok_or_else(invalid)?;
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    let date = field("Date: ").and_then(|date| DateTime::parse_from_rfc3339(date).ok());
    Ok(OutboxEntry {
        file,
        kind: OutboxKind::Sms,
        to: field("To: ").ok_or_else(invalid)?.to_owned(),
        subject: words.trim_end().to_owned(),
        date: date.map(|date| date.with_timezone(&Utc)),
        size: bytes.len() as u64,
    })
}
