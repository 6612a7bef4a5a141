//! Calendars and tables that others wrote, well and badly.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calendars;
mod hostile;
mod tables;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use mulin_calendar::import::{Draft, ImportFaultKind as Kind, Reading, read_csv, read_ics};
use mulin_calendar::lunar::Almanac;

const HERE: Tz = Tz::Asia__Shanghai;

fn ics(text: &str) -> Reading {
    read_ics(text.as_bytes(), HERE, Almanac::standard())
}

fn csv(text: &str) -> Reading {
    read_csv(text, HERE, Almanac::standard())
}

/// A calendar of one event with these lines besides its UID and title; they begin on line 5.
fn event(lines: &str) -> Reading {
    ics(&format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:one\nSUMMARY:灯会\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
    ))
}

fn one(reading: &Reading) -> &Draft {
    assert_eq!(reading.faults, []);
    assert_eq!(reading.drafts.len(), 1);
    &reading.drafts[0]
}

fn told(reading: &Reading) -> Vec<(u64, &str, &Kind)> {
    let faults = reading.faults.iter();
    faults
        .map(|of| (of.source.line, of.field.as_str(), &of.kind))
        .collect()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn starts(draft: &Draft) -> Vec<String> {
    let schedule = draft.schedule.as_ref().unwrap();
    let found = schedule.next(Almanac::standard(), schedule.first, 4);
    found
        .iter()
        .map(|one| one.starts_at.format("%F %R").to_string())
        .collect()
}
