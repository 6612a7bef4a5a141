//! An event as an iCalendar object (RFC 5545) for one attendee (RFC 5546), so that it enters, moves in
//! and leaves the reader's calendar. Times are UTC: every calendar shows them on its own clocks, and no
//! definition of a zone can be wrong.

use std::fmt;

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
pub use mulin_calendar::ical::Method as CalendarMethod;
use mulin_calendar::ical::{Entry, Message, Party, Scheduling, Status};
use url::Url;

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
        let attendee = Party {
            address: &self.attendee_address,
            name: self.attendee_name.as_deref(),
        };
        let message = Message {
            method: self.method,
            scheduling: Scheduling {
                organizer: Party {
                    address: self.organizer.email.as_ref(),
                    name: self.organizer.name.as_deref(),
                },
                attendee: Some(attendee),
                is_tentative: self.tentative,
            },
            entry: Entry {
                uid: &self.uid,
                sequence: self.sequence,
                stamp: self.stamp,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
                status: Status::default(),
                summary: &self.summary,
                description: some(self.description.as_deref()),
                location: some(self.location.as_deref()),
                position: None,
                url: self.url.as_ref().map(Url::as_str),
                alarms: &[],
            },
        };
        message.whole()
    }
}

fn some(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
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
