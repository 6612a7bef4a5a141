//! One event for one attendee (RFC 5546): an invitation, or word that the event is off, as an e-mail
//! carries it into the reader's own calendar.

use std::fmt::{self, Write};

use super::{Entry, Lines, PRODUCT, Status};
use crate::text::one_line;

/// What the reader's calendar is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Take the event in, or take over its newer version (RFC 5546, section 3.2.2).
    Request,
    /// Take the event out (section 3.2.5).
    Cancel,
    /// Take note of the event (section 3.2.1).
    Publish,
}

impl Method {
    /// Its name, as in `METHOD` and in the parameter of the content type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// Somebody with an address.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The e-mail address.
    pub address: &'a str,
    /// The name, if it is known.
    pub name: Option<&'a str>,
}

impl fmt::Debug for Party<'_> {
    // Names and addresses stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party").finish_non_exhaustive()
    }
}

/// Who invites whom.
#[derive(Clone, Copy, Debug)]
pub struct Scheduling<'a> {
    /// Who invites: the sender of the message.
    pub organizer: Party<'a>,
    /// The reader; none of an event that is only told of.
    pub attendee: Option<Party<'a>>,
    /// Whether the reader has not said for sure that they come.
    pub is_tentative: bool,
}

/// An event for the calendar of one reader.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// What is asked of the reader's calendar.
    pub method: Method,
    /// Who invites whom. [`Method::Publish`] leaves the attendee out.
    pub scheduling: Scheduling<'a>,
    /// The event. Its status is the method's: cancelled, or taking place whoever comes.
    pub entry: Entry<'a>,
}

impl Message<'_> {
    /// The object: lines of at most 75 octets that end with CRLF.
    pub fn whole(&self) -> String {
        let mut out = String::new();
        let mut lines = Lines::new(&mut out);
        lines.raw("BEGIN", "VCALENDAR");
        lines.raw("VERSION", "2.0");
        lines.raw("PRODID", PRODUCT);
        lines.raw("CALSCALE", "GREGORIAN");
        lines.raw("METHOD", self.method.as_str());
        let (status, attendee) = match self.method {
            Method::Cancel => (Status::Cancelled, self.scheduling.attendee),
            Method::Request => (Status::Confirmed, self.scheduling.attendee),
            Method::Publish => (Status::Confirmed, None),
        };
        let scheduling = Scheduling {
            attendee,
            ..self.scheduling
        };
        let entry = Entry {
            status,
            ..self.entry
        };
        entry.write_with(&mut lines, Some(&scheduling));
        lines.raw("END", "VCALENDAR");
        out
    }
}

impl Scheduling<'_> {
    pub(super) fn write(&self, lines: &mut Lines<'_>) {
        let name = parameter("CN", self.organizer.name);
        let organizer = format!("ORGANIZER{name}");
        lines.raw(&organizer, &mailto(self.organizer.address));
        if let Some(attendee) = &self.attendee {
            let name = parameter("CN", attendee.name);
            let part = if self.is_tentative {
                "TENTATIVE"
            } else {
                "ACCEPTED"
            };
            // The answer was given here: a reply by mail would reach nobody.
            let property = format!(
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={part};RSVP=FALSE{name}"
            );
            lines.raw(&property, &mailto(attendee.address));
        }
    }
}

/// A parameter in quotes, in which there can be no quote (section 3.2); nothing without a value.
fn parameter(name: &str, value: Option<&str>) -> String {
    let value = value.map(one_line).unwrap_or_default();
    if value.is_empty() {
        return String::new();
    }
    format!(";{name}=\"{}\"", value.replace('"', "'"))
}

/// What RFC 6068 would read as something else is escaped; the rest stays as people know it, because
/// calendars compare it with the reader's address.
fn mailto(address: &str) -> String {
    let mut out = String::from("mailto:");
    for c in one_line(address).chars() {
        match c {
            '%' | '?' | '#' | '&' | '/' | '"' | ' ' | ';' | ',' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
