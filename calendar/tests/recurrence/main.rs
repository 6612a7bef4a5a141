//! What a schedule gives, and which ones are refused, by example.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod occurrences;
mod refused;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use mulin_calendar::fault::FaultKind;
use mulin_calendar::lunar::Almanac;
use mulin_calendar::rule::{
    End, Frequency, Gregorian, LeapMonths, Occurrence, Rule, Schedule, Window,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn schedule(rule: Rule) -> Schedule {
    Schedule {
        rule,
        first: day("2026-01-01"),
        end: End::Never,
        start_time: NaiveTime::from_hms_opt(18, 30, 0).unwrap(),
        zone: Tz::Asia__Shanghai,
        duration_minutes: 120,
        offset_days: 0,
        exceptions: Default::default(),
        extra_dates: Default::default(),
    }
}

fn every(frequency: Frequency) -> Gregorian {
    Gregorian::every(frequency)
}

fn lunar(month: u8, day: u8, leap: LeapMonths) -> Schedule {
    schedule(Rule::LunarDay { month, day, leap })
}

fn window(from: &str, to: &str) -> Window {
    Window::new(day(from), day(to)).unwrap()
}

/// Keys and starts.
fn told(occurrences: &[Occurrence]) -> Vec<String> {
    let told = |one: &Occurrence| format!("{} {}", one.key, one.starts_at.format("%F %R"));
    occurrences.iter().map(told).collect()
}

fn next(schedule: &Schedule, count: usize) -> Vec<String> {
    told(&schedule.next(Almanac::standard(), schedule.first, count))
}

fn faults(schedule: &Schedule) -> Vec<(&'static str, FaultKind)> {
    match schedule.check(Almanac::standard()) {
        Ok(()) => Vec::new(),
        Err(faults) => faults.iter().map(|one| (one.field, one.kind)).collect(),
    }
}
