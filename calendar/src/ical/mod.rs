//! iCalendar files (RFC 5545, RFC 7986), written piece by piece: a head, the events, a tail. Nothing
//! holds more than one event, so that a feed of ten thousand takes the memory of one. What e-mails
//! carry is written by the same hand.

mod entry;
mod feed;
mod lines;
mod message;

pub use entry::{Alarm, Entry, Status};
pub use feed::{Feed, PRODUCT, REFRESH};
pub use lines::Lines;
pub use message::{Message, Method, Party, Scheduling};

use chrono::{DateTime, Utc};

/// An instant as iCalendar writes it: `20270212T103000Z`.
pub fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
