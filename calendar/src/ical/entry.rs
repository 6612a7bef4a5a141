//! One event of a calendar. Times are UTC: every calendar shows them on its own clocks, and no
//! definition of a zone can be wrong. No attendees but in e-mails: a feed is read by many.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Lines, Scheduling, utc};

/// Whether the event takes place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It does.
    #[default]
    Confirmed,
    /// Perhaps: the reader has not said for sure that they come.
    Tentative,
    /// It does not; readers take it out.
    Cancelled,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A reminder that the reader's own calendar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Seconds before the start.
    pub before_seconds: u32,
}

/// An event, or an occurrence of a series.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// Its identity, the same for ever: `event-…@host`.
    pub uid: &'a str,
    /// Raised with every change of time or status.
    pub sequence: u32,
    /// When this version was written.
    pub stamp: DateTime<Utc>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// Whether it takes place.
    pub status: Status,
    /// Title.
    pub summary: &'a str,
    /// Words about it.
    pub description: Option<&'a str>,
    /// Where.
    pub location: Option<&'a str>,
    /// Latitude and longitude in degrees, WGS-84.
    pub position: Option<(f64, f64)>,
    /// Its page.
    pub url: Option<&'a str>,
    /// Reminders; a cancelled event has none.
    pub alarms: &'a [Alarm],
}

impl fmt::Debug for Entry<'_> {
    // Titles and places stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("uid", &self.uid)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl Entry<'_> {
    /// Writes the event.
    pub fn write(&self, out: &mut String) {
        self.write_with(&mut Lines::new(out), None);
    }

    /// Writes the event, and who invites whom to it.
    pub(super) fn write_with(&self, lines: &mut Lines<'_>, scheduling: Option<&Scheduling<'_>>) {
        lines.raw("BEGIN", "VEVENT");
        lines.text("UID", self.uid);
        lines.raw("SEQUENCE", &self.sequence.to_string());
        lines.raw("DTSTAMP", &utc(self.stamp));
        if scheduling.is_none() {
            lines.raw("LAST-MODIFIED", &utc(self.stamp));
        }
        lines.raw("DTSTART", &utc(self.starts_at));
        lines.raw("DTEND", &utc(self.ends_at));
        lines.text("SUMMARY", self.summary);
        if let Some(description) = self.description {
            lines.long_text("DESCRIPTION", description);
        }
        if let Some(location) = self.location {
            lines.text("LOCATION", location);
        }
        if let Some((latitude, longitude)) = self.position {
            // Six digits are a tenth of a metre.
            lines.raw("GEO", &format!("{latitude:.6};{longitude:.6}"));
        }
        if let Some(url) = self.url {
            lines.raw("URL", url);
        }
        if let Some(scheduling) = scheduling {
            scheduling.write(lines);
        }
        lines.raw("STATUS", self.status.as_str());
        if scheduling.is_some() {
            lines.raw("TRANSP", "OPAQUE");
        }
        if self.status != Status::Cancelled {
            for alarm in self.alarms {
                alarm.write(lines, self.summary);
            }
        }
        lines.raw("END", "VEVENT");
    }
}

impl Alarm {
    fn write(self, lines: &mut Lines<'_>, summary: &str) {
        lines.raw("BEGIN", "VALARM");
        lines.raw("ACTION", "DISPLAY");
        lines.text("DESCRIPTION", summary);
        lines.raw("TRIGGER", &format!("-{}", duration(self.before_seconds)));
        lines.raw("END", "VALARM");
    }
}

/// RFC 5545, section 3.3.6: `P1D`, `PT2H`, `P1DT30M`, `PT0S`.
fn duration(seconds: u32) -> String {
    let whole = TimeDelta::seconds(seconds.into());
    let (days, rest) = (whole.num_days(), whole.num_seconds() % 86_400);
    let mut text = String::from("P");
    if days > 0 {
        text += &format!("{days}D");
    }
    if rest > 0 || days == 0 {
        text.push('T');
        let parts = [(rest / 3_600, 'H'), (rest / 60 % 60, 'M'), (rest % 60, 'S')];
        // "1 hour and 5 seconds" names the minutes too.
        let last = parts.iter().rposition(|(number, _)| *number > 0);
        let first = parts.iter().position(|(number, _)| *number > 0);
        for (number, unit) in &parts[first.unwrap_or(2)..=last.unwrap_or(2)] {
            text += &format!("{number}{unit}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::Feed;
    use chrono::TimeZone;

    const ALARMS: [Alarm; 2] = [
        Alarm {
            before_seconds: 86_400,
        },
        Alarm {
            before_seconds: 5_400,
        },
    ];

    fn entry() -> Entry<'static> {
        let at = |hour, minute| {
            Utc.with_ymd_and_hms(2027, 2, 20, hour, minute, 0)
                .single()
                .unwrap()
        };
        Entry {
            uid: "event-1@mulin.example",
            sequence: 2,
            stamp: at(2, 30),
            starts_at: at(10, 30),
            ends_at: at(12, 30),
            status: Status::Confirmed,
            summary: "元宵节聚餐, 3号楼",
            description: Some("汤圆\n和灯谜"),
            location: Some("活动室"),
            position: Some((39.9042, 116.4074)),
            url: Some("https://mulin.example/e/1"),
            alarms: &ALARMS,
        }
    }

    fn feed() -> Feed<'static> {
        Feed {
            name: "幸福里",
            description: None,
            url: Some("https://mulin.example/a/1"),
        }
    }

    #[test]
    fn a_calendar_of_one_event() {
        let expected = "BEGIN:VCALENDAR\r\n\
            VERSION:2.0\r\n\
            PRODID:-//Mulin//Mulin//EN\r\n\
            CALSCALE:GREGORIAN\r\n\
            METHOD:PUBLISH\r\n\
            NAME:幸福里\r\n\
            X-WR-CALNAME:幸福里\r\n\
            URL:https://mulin.example/a/1\r\n\
            REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n\
            X-PUBLISHED-TTL:PT6H\r\n\
            BEGIN:VEVENT\r\n\
            UID:event-1@mulin.example\r\n\
            SEQUENCE:2\r\n\
            DTSTAMP:20270220T023000Z\r\n\
            LAST-MODIFIED:20270220T023000Z\r\n\
            DTSTART:20270220T103000Z\r\n\
            DTEND:20270220T123000Z\r\n\
            SUMMARY:元宵节聚餐\\, 3号楼\r\n\
            DESCRIPTION:汤圆\\n和灯谜\r\n\
            LOCATION:活动室\r\n\
            GEO:39.904200;116.407400\r\n\
            URL:https://mulin.example/e/1\r\n\
            STATUS:CONFIRMED\r\n\
            BEGIN:VALARM\r\n\
            ACTION:DISPLAY\r\n\
            DESCRIPTION:元宵节聚餐\\, 3号楼\r\n\
            TRIGGER:-P1D\r\n\
            END:VALARM\r\n\
            BEGIN:VALARM\r\n\
            ACTION:DISPLAY\r\n\
            DESCRIPTION:元宵节聚餐\\, 3号楼\r\n\
            TRIGGER:-PT1H30M\r\n\
            END:VALARM\r\n\
            END:VEVENT\r\n\
            END:VCALENDAR\r\n";
        assert_eq!(feed().whole([&entry()]), expected);
    }

    #[test]
    fn a_cancelled_event_rings_no_more() {
        let cancelled = Entry {
            status: Status::Cancelled,
            ..entry()
        };
        let ics = feed().whole([&cancelled]);
        assert!(ics.contains("\r\nSTATUS:CANCELLED\r\n") && !ics.contains("VALARM"));
    }

    #[test]
    fn nothing_a_person_wrote_adds_a_line() {
        let attack =
            "x\r\nATTACH:http://evil.example\n\u{2028}BEGIN:VALARM\u{202E}\u{85}END:VEVENT";
        let entry = Entry {
            uid: attack,
            summary: attack,
            description: Some(attack),
            location: Some(attack),
            url: Some(attack),
            alarms: &[],
            ..entry()
        };
        let ics = feed().whole([&entry]).replace("\r\n ", "");
        // Some readers end lines at these too.
        let ends = [
            '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}',
        ];
        let lines: Vec<&str> = ics.split(ends).filter(|line| !line.is_empty()).collect();
        assert!(!lines.iter().any(|line| line.starts_with("ATTACH")));
        let begins = lines.iter().filter(|line| line.starts_with("BEGIN"));
        assert_eq!(begins.count(), 2);
    }

    #[test]
    fn durations_are_written_by_their_largest_units() {
        for (seconds, text) in [
            (0, "PT0S"),
            (900, "PT15M"),
            (3_605, "PT1H0M5S"),
            (7_200, "PT2H"),
            (86_400, "P1D"),
            (90_000, "P1DT1H"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
