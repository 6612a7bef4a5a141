//! Times and terms of events. Pure.

use std::str::FromStr;

use chrono::{LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use mulin_entities::{EventState, event};

use super::EventError;
use super::view::EventView;
use crate::clock::Instant;
use crate::input::{Faults, Rule};

/// Seats at most; the largest event on record had 30,000 guests.
pub const MAX_CAPACITY: i32 = 1_000_000;
/// The largest party there is.
pub const MAX_PARTY: i32 = 20;
/// Reminder rules an event may have.
pub const MAX_REMINDERS: usize = 5;
/// Earliest reminder: thirty days before.
pub const MAX_REMIND_BEFORE: i32 = 30 * 24 * 3600;

const LOCAL_TIME: &str = "a wall-clock time without offset, for example 2027-02-20T18:30";

/// When an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Zone of the wall-clock times.
    pub zone: Tz,
    /// Wall-clock start.
    pub starts_local: NaiveDateTime,
    /// Wall-clock end.
    pub ends_local: NaiveDateTime,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
}

/// Takes an IANA zone.
pub fn zone(faults: &mut Faults, path: &str, name: Option<&str>, default: Tz) -> Tz {
    let Some(name) = name else { return default };
    Tz::from_str(name).unwrap_or_else(|_| {
        faults.add(path, Rule::UnknownTimeZone);
        default
    })
}

/// Takes a wall-clock time in a zone. One that the zone skips is a fault; of one that it passes
/// twice, the earlier is meant.
pub fn wall_clock(
    faults: &mut Faults,
    path: &str,
    text: &str,
    zone: Tz,
) -> Option<(NaiveDateTime, Instant)> {
    let text = text.trim();
    let parsed = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let Some(local) = parsed else {
        faults.add(
            path,
            Rule::Format {
                expected: LOCAL_TIME,
            },
        );
        return None;
    };
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
            Some((local, at.with_timezone(&Utc)))
        }
        LocalResult::None => {
            faults.add(path, Rule::TimeInGap);
            None
        }
    }
}

/// Takes a start and an end that follow one another and lie ahead.
pub fn span(faults: &mut Faults, starts: &str, ends: &str, zone: Tz, now: Instant) -> Option<Span> {
    let starts = wall_clock(faults, "startsAt", starts, zone);
    let ends = wall_clock(faults, "endsAt", ends, zone);
    if starts.is_some_and(|(_, starts_at)| starts_at <= now) {
        faults.add("startsAt", Rule::InThePast);
    }
    let ((starts_local, starts_at), (ends_local, ends_at)) = (starts?, ends?);
    if ends_at <= starts_at {
        faults.add("endsAt", Rule::EndBeforeStart);
    } else if ends_at - starts_at > TimeDelta::days(366) {
        faults.add("endsAt", Rule::TooLong { days: 366 });
    }
    Some(Span {
        zone,
        starts_local,
        ends_local,
        starts_at,
        ends_at,
    })
}

/// Takes the terms on which answers are taken.
pub fn rsvp_window(
    faults: &mut Faults,
    opens_at: Option<Instant>,
    closes_at: Option<Instant>,
    ends_at: Option<Instant>,
) {
    if let (Some(opens), Some(closes)) = (opens_at, closes_at)
        && closes <= opens
    {
        faults.add(
            "rsvpClosesAt",
            Rule::NotBefore {
                other: "rsvpOpensAt",
            },
        );
    }
    if let (Some(closes), Some(ends)) = (closes_at, ends_at)
        && closes > ends
    {
        faults.add("rsvpClosesAt", Rule::Together { other: "endsAt" });
    }
}

/// Where an event stands in its life, as a row and a view tell it alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Life cycle.
    pub state: EventState,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Answers are taken from here; none for at once.
    pub rsvp_opens_at: Option<Instant>,
    /// Answers are taken until here; none for until the start.
    pub rsvp_closes_at: Option<Instant>,
}

macro_rules! phases_of {
    ($($of:ty),+) => {$(
        impl From<&$of> for Phase {
            fn from(event: &$of) -> Self {
                Self {
                    state: event.state,
                    starts_at: event.starts_at,
                    ends_at: event.ends_at,
                    rsvp_opens_at: event.rsvp_opens_at,
                    rsvp_closes_at: event.rsvp_closes_at,
                }
            }
        }
    )+};
}
phases_of!(event::Model, EventView);

/// An event that still can change: not cancelled, not over.
pub fn must_be_alive(event: impl Into<Phase>, now: Instant) -> Result<(), EventError> {
    let event = event.into();
    if event.state == EventState::Cancelled {
        return Err(EventError::Cancelled);
    }
    if event.ends_at <= now {
        return Err(EventError::Ended { at: event.ends_at });
    }
    Ok(())
}

/// An event that still can be published or moved: it can change, and has not begun.
pub fn must_be_ahead(event: impl Into<Phase>, now: Instant) -> Result<(), EventError> {
    let event = event.into();
    must_be_alive(event, now)?;
    if event.starts_at <= now {
        return Err(EventError::Started {
            at: event.starts_at,
        });
    }
    Ok(())
}

/// Takes an ISO 8601 duration (`P1D`, `PT2H`, `PT90M`) as seconds. Years and months have no fixed
/// length and are refused.
pub fn duration_seconds(faults: &mut Faults, path: &str, text: &str) -> Option<i32> {
    let seconds = parse_duration(text.trim());
    if seconds.is_none() {
        let expected = "an ISO 8601 duration of weeks, days, hours, minutes or seconds, \
                        for example P1D or PT1H30M";
        faults.add(path, Rule::Format { expected });
    }
    seconds
}

/// Writes seconds as an ISO 8601 duration.
pub fn format_duration(seconds: i32) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let mut text = String::from("P");
    if days > 0 {
        text += &format!("{days}D");
    }
    if rest > 0 || days == 0 {
        text.push('T');
        for (unit, length) in [('H', 3_600), ('M', 60), ('S', 1)] {
            let count = rest / length % if unit == 'H' { 24 } else { 60 };
            if count > 0 || (unit == 'S' && seconds == 0) {
                text += &format!("{count}{unit}");
            }
        }
    }
    text
}

fn parse_duration(text: &str) -> Option<i32> {
    let mut rest = text.strip_prefix('P')?;
    let mut seconds: i64 = 0;
    let (mut in_time, mut parts) = (false, 0);
    while !rest.is_empty() {
        if !in_time && let Some(time) = rest.strip_prefix('T') {
            (in_time, rest) = (true, time);
            if rest.is_empty() {
                return None;
            }
            continue;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest.get(..digits)?.parse().ok()?;
        let length = match (in_time, rest.as_bytes().get(digits)?) {
            (false, b'W') => 604_800,
            (false, b'D') => 86_400,
            (true, b'H') => 3_600,
            (true, b'M') => 60,
            (true, b'S') => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(length)?)?;
        parts += 1;
        rest = rest.get(digits + 1..)?;
    }
    if parts == 0 {
        None
    } else {
        i32::try_from(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(text: &str, zone: Tz) -> Result<Instant, String> {
        let mut faults = Faults::default();
        let parsed = wall_clock(&mut faults, "startsAt", text, zone);
        match faults.finish() {
            Ok(()) => Ok(parsed.unwrap().1),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_time_in_a_gap_is_refused_and_in_an_overlap_the_earlier_is_meant() {
        let berlin = Tz::Europe__Berlin;
        assert!(
            one("2027-03-28T02:30", berlin)
                .unwrap_err()
                .contains("TIME_DOES_NOT_EXIST")
        );
        let overlap = one("2027-10-31T02:30", berlin).unwrap();
        assert_eq!(overlap.to_rfc3339(), "2027-10-31T00:30:00+00:00");
        let shanghai = one("2027-02-20T18:30", Tz::Asia__Shanghai).unwrap();
        assert_eq!(shanghai.to_rfc3339(), "2027-02-20T10:30:00+00:00");
        for nonsense in [
            "",
            "tomorrow",
            "2027-02-30T10:00",
            "2027-02-20T10:00+08:00",
            "2027-02-20",
        ] {
            assert!(one(nonsense, berlin).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn durations_without_a_fixed_length_are_refused() {
        for wrong in [
            "",
            "P",
            "PT",
            "1D",
            "P1Y",
            "P1M",
            "P1H",
            "PT1D",
            "P-1D",
            "PT1.5H",
            "P99999999999D",
        ] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
        assert_eq!(parse_duration("P1DT2H"), Some(93_600));
        assert_eq!(parse_duration("P2W"), Some(1_209_600));
    }

    proptest! {
        #[test]
        fn durations_survive_a_round_trip(seconds in 0..=i32::MAX) {
            prop_assert_eq!(parse_duration(&format_duration(seconds)), Some(seconds));
        }
    }
}
