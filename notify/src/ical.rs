//! An event as an iCalendar object (RFC 5545) for one attendee (RFC 5546), so that it enters, moves in
//! and leaves the reader's calendar. Times are UTC: every calendar shows them on its own clocks, and no
//! definition of a zone can be wrong.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use url::Url;

use crate::format::{lines, one_line};

/// What the reader's calendar is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Take the event in, or take over its newer version (RFC 5546, section 3.2.2).
    Request,
    /// Take the event out (section 3.2.5).
    Cancel,
    /// Take note of the event (section 3.2.1).
    Publish,
}

impl CalendarMethod {
    /// Its name, as in `METHOD` and in the parameter of the content type.
    pub const fn as_str(self) -> &'static str {
        match self {
            CalendarMethod::Request => "REQUEST",
            CalendarMethod::Cancel => "CANCEL",
            CalendarMethod::Publish => "PUBLISH",
        }
    }
}

/// An event for the calendar of one reader.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// What is asked of the reader's calendar.
    pub method: CalendarMethod,
    /// The identity of the event, the same in every message about it: `event-…@host`.
    pub uid: String,
    /// Raised with every change of time, and by the cancellation: calendars ignore what is older.
    pub sequence: u32,
    /// When this version was written.
    pub stamp: DateTime<Utc>,
    /// When the event begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// The event's title.
    pub summary: String,
    /// Where it takes place.
    pub location: Option<String>,
    /// Words about it.
    pub description: Option<String>,
    /// Where the reader answers.
    pub url: Option<Url>,
    /// Who invites: the sender of the message.
    pub organizer: Mailbox,
    /// The reader's address, as the message is addressed; of no use to [`CalendarMethod::Publish`].
    pub attendee_address: String,
    /// The reader's name.
    pub attendee_name: Option<String>,
    /// Whether the reader has not said for sure that they come.
    pub tentative: bool,
}

impl fmt::Debug for CalendarEntry {
    // Names, addresses and titles stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CalendarEntry")
            .field("method", &self.method)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl CalendarEntry {
    /// The object: lines of at most 75 octets that end with CRLF.
    pub fn to_ics(&self) -> String {
        let mut out = Lines::default();
        out.raw("BEGIN:VCALENDAR");
        out.raw("VERSION:2.0");
        out.raw("PRODID:-//Mulin//Mulin//EN");
        out.raw("CALSCALE:GREGORIAN");
        out.raw(&format!("METHOD:{}", self.method.as_str()));
        out.raw("BEGIN:VEVENT");
        out.text("UID", &one_line(&self.uid));
        out.raw(&format!("SEQUENCE:{}", self.sequence));
        out.raw(&format!("DTSTAMP:{}", utc(self.stamp)));
        out.raw(&format!("DTSTART:{}", utc(self.starts_at)));
        out.raw(&format!("DTEND:{}", utc(self.ends_at)));
        out.text("SUMMARY", &one_line(&self.summary));
        if let Some(location) = some(self.location.as_deref(), one_line) {
            out.text("LOCATION", &location);
        }
        if let Some(description) = some(self.description.as_deref(), lines) {
            out.text("DESCRIPTION", &description);
        }
        if let Some(url) = &self.url {
            out.raw(&format!("URL:{url}"));
        }
        let organizer = &self.organizer;
        let name = parameter("CN", organizer.name.as_deref());
        out.raw(&format!(
            "ORGANIZER{name}:{}",
            mailto(organizer.email.as_ref())
        ));
        if self.method != CalendarMethod::Publish {
            let name = parameter("CN", self.attendee_name.as_deref());
            // The answer was given here: a reply by mail would reach nobody.
            out.raw(&format!(
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={};RSVP=FALSE{name}:{}",
                if self.tentative {
                    "TENTATIVE"
                } else {
                    "ACCEPTED"
                },
                mailto(&self.attendee_address)
            ));
        }
        out.raw(match self.method {
            CalendarMethod::Cancel => "STATUS:CANCELLED",
            CalendarMethod::Request | CalendarMethod::Publish => "STATUS:CONFIRMED",
        });
        out.raw("TRANSP:OPAQUE");
        out.raw("END:VEVENT");
        out.raw("END:VCALENDAR");
        out.0
    }
}

/// Content lines, folded (RFC 5545, section 3.1).
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property of type TEXT.
    fn text(&mut self, name: &str, value: &str) {
        self.raw(&format!("{name}:{}", escaped(value)));
    }

    /// A line that is written already; a control character in it would begin another.
    fn raw(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars().filter(|c| !c.is_control()) {
            // Never within a character: readers put lines together before they decode, or after.
            if octets + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// RFC 5545, section 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// A parameter in quotes, in which there can be no quote (section 3.2); nothing without a value.
fn parameter(name: &str, value: Option<&str>) -> String {
    some(value, one_line).map_or_else(String::new, |value| {
        format!(";{name}=\"{}\"", value.replace('"', "'"))
    })
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

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn some(text: Option<&str>, clean: fn(&str) -> String) -> Option<String> {
    text.map(clean).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn entry() -> CalendarEntry {
        let at = |hour, minute| {
            Utc.with_ymd_and_hms(2027, 2, 12, hour, minute, 0)
                .single()
                .unwrap()
        };
        CalendarEntry {
            method: CalendarMethod::Request,
            uid: "event-1@mulin.example".to_owned(),
            sequence: 2,
            stamp: at(2, 30),
            starts_at: at(10, 30),
            ends_at: at(12, 30),
            summary: "元宵节聚餐".to_owned(),
            location: Some("3号楼活动室（幸福路18号）".to_owned()),
            description: None,
            url: Some(
                "https://mulin.example/l/AAAAAAAAAAAAAAAAAAAAAA"
                    .parse()
                    .unwrap(),
            ),
            organizer: "睦邻 <no-reply@mulin.example>".parse().unwrap(),
            attendee_address: "neighbour1@example.org".to_owned(),
            attendee_name: Some("王秀英".to_owned()),
            tentative: false,
        }
    }

    fn unfolded(ics: &str) -> String {
        ics.replace("\r\n ", "")
    }

    #[test]
    fn an_invitation_says_what_and_when_and_for_whom() {
        let ics = unfolded(&entry().to_ics());
        let expected = "BEGIN:VCALENDAR\r\n\
            VERSION:2.0\r\n\
            PRODID:-//Mulin//Mulin//EN\r\n\
            CALSCALE:GREGORIAN\r\n\
            METHOD:REQUEST\r\n\
            BEGIN:VEVENT\r\n\
            UID:event-1@mulin.example\r\n\
            SEQUENCE:2\r\n\
            DTSTAMP:20270212T023000Z\r\n\
            DTSTART:20270212T103000Z\r\n\
            DTEND:20270212T123000Z\r\n\
            SUMMARY:元宵节聚餐\r\n\
            LOCATION:3号楼活动室（幸福路18号）\r\n\
            URL:https://mulin.example/l/AAAAAAAAAAAAAAAAAAAAAA\r\n\
            ORGANIZER;CN=\"睦邻\":mailto:no-reply@mulin.example\r\n\
            ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"王秀英\":mailto:neighbour1@example.org\r\n\
            STATUS:CONFIRMED\r\n\
            TRANSP:OPAQUE\r\n\
            END:VEVENT\r\n\
            END:VCALENDAR\r\n";
        assert_eq!(ics, expected);
    }

    #[test]
    fn a_cancellation_and_a_notice_differ_where_they_must() {
        let cancel = CalendarEntry {
            method: CalendarMethod::Cancel,
            tentative: true,
            ..entry()
        };
        let ics = unfolded(&cancel.to_ics());
        assert!(ics.contains("\r\nMETHOD:CANCEL\r\n") && ics.contains("\r\nSTATUS:CANCELLED\r\n"));
        assert!(ics.contains(";PARTSTAT=TENTATIVE;"));
        let publish = CalendarEntry {
            method: CalendarMethod::Publish,
            ..entry()
        };
        let ics = unfolded(&publish.to_ics());
        assert!(ics.contains("\r\nMETHOD:PUBLISH\r\n") && !ics.contains("ATTENDEE"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        let long = CalendarEntry {
            summary: "元宵🏮".repeat(200),
            description: Some("a,b;c\\d\nnext ".repeat(50)),
            ..entry()
        };
        let ics = long.to_ics();
        for line in ics.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert!(ics.contains("\r\n "));
        let summary = format!("\r\nSUMMARY:{}\r\n", "元宵🏮".repeat(200));
        assert!(unfolded(&ics).contains(&summary));
        assert!(!ics.replace("\r\n", "").contains(['\r', '\n']));
        assert!(unfolded(&ics).contains("a\\,b\\;c\\\\d\\nnext a\\,"));
    }

    #[test]
    fn nothing_a_person_wrote_adds_a_line_or_a_parameter() {
        let attack = "x\r\nATTACH:http://evil.example\n\u{2028}BEGIN:VALARM\u{202E}";
        let ics = CalendarEntry {
            uid: attack.to_owned(),
            summary: attack.to_owned(),
            location: Some(attack.to_owned()),
            attendee_name: Some(format!("\";ROLE=CHAIR:mailto:{attack}")),
            attendee_address: format!("a@example.org{attack}"),
            ..entry()
        }
        .to_ics();
        let ics = unfolded(&ics);
        let names: Vec<&str> = ics
            .lines()
            .map(|line| line.split([':', ';']).next().unwrap())
            .collect();
        assert!(!names.contains(&"ATTACH"), "{names:?}");
        assert_eq!(names.iter().filter(|name| **name == "BEGIN").count(), 2);
        assert!(ics.contains(";CN=\"';ROLE=CHAIR:mailto:x ATTACH"), "{ics}");
    }
}
