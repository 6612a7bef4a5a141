//! What an event of a file repeats by, as a schedule that was checked.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::ImportFaultKind as Kind;
use super::component::Component;
use super::draft::{ImportFaults, Source};
use super::rrule::{self, Ends};
use super::span::{Clocks, Moment, Span, local_of, place};
use super::time::When;
use crate::lunar::Almanac;
use crate::rule::{End, Key, Rule, Schedule};

/// The schedule of an event, if it repeats; not checked yet, because what replaces one of its
/// occurrences may still come.
pub(super) fn schedule(
    faults: &mut ImportFaults,
    clocks: Clocks<'_>,
    event: &Component,
    span: &Span,
) -> Option<Schedule> {
    if let Some(property) = event.all("EXRULE").next() {
        let kind = Kind::unsupported("EXRULE");
        faults.add(&event.at(property), "EXRULE", kind);
    }
    let Some(property) = event.one(faults, "RRULE") else {
        if let Some(dates) = event.all("RDATE").next() {
            let kind = Kind::unsupported("RDATE without RRULE");
            faults.add(&event.at(dates), "RDATE", kind);
        }
        return None;
    };
    let source = event.at(property);
    let (rule, ends) = match rrule::read(&property.value) {
        Ok(read) => read,
        Err(told) => {
            for (part, kind) in told {
                faults.add(&source, &part, kind);
            }
            return None;
        }
    };
    let mut schedule = of_span(span, Rule::Gregorian(rule), ends);
    let without = dates(faults, clocks, event, "EXDATE");
    schedule.exceptions = without
        .into_iter()
        .filter_map(|moment| day_of(&schedule, moment))
        .map(Key::Date)
        .collect();
    for moment in dates(faults, clocks, event, "RDATE") {
        match day_of(&schedule, moment) {
            Some(day) => {
                schedule.extra_dates.insert(day);
            }
            None => {
                let kind = Kind::unsupported("RDATE at another time of day");
                faults.add(&source, "RDATE", kind);
            }
        }
    }
    Some(schedule)
}

/// A schedule that begins with a span.
pub(super) fn of_span(span: &Span, rule: Rule, ends: Ends) -> Schedule {
    let lasts = (span.ends_at - span.starts_at).num_minutes();
    let start_time = span.starts_local.time();
    // The last occurrence is one that begins no later than the end.
    let until = |local: NaiveDateTime| match local.time() < start_time {
        true => local.date().pred_opt().unwrap_or(local.date()),
        false => local.date(),
    };
    Schedule {
        rule,
        first: span.starts_local.date(),
        end: match ends {
            Ends::Never => End::Never,
            Ends::Count(count) => End::Count(count),
            Ends::Until(When::Day(day)) => End::Until(day),
            Ends::Until(When::Local(local)) => End::Until(until(local)),
            Ends::Until(When::Utc(at)) => End::Until(until(local_of(at.and_utc(), span.zone))),
        },
        start_time,
        zone: span.zone,
        duration_minutes: u32::try_from(lasts).unwrap_or(u32::MAX),
        offset_days: 0,
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
    }
}

/// Tells what is wrong with a schedule; whether nothing is.
pub(super) fn check(
    faults: &mut ImportFaults,
    almanac: &Almanac,
    source: &Source,
    field: &str,
    schedule: &Schedule,
) -> bool {
    if let Err(told) = schedule.check(almanac) {
        for fault in told {
            faults.add(source, field, Kind::Schedule(fault));
        }
        return false;
    }
    let whole = Schedule {
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
        ..schedule.clone()
    };
    let first = whole.next(almanac, schedule.first, 1);
    // RFC 5545 leaves open what such a start means, and programs differ.
    let in_rule = first.first().map(|one| one.original_date) == Some(schedule.first);
    if !in_rule {
        faults.add(source, field, Kind::StartNotInRule);
    }
    in_rule
}

/// All dates and times of a property that holds lists.
fn dates(
    faults: &mut ImportFaults,
    clocks: Clocks<'_>,
    event: &Component,
    name: &str,
) -> Vec<Moment> {
    let mut found = Vec::new();
    for property in event.all(name) {
        for value in property.value.split(',').filter(|value| !value.is_empty()) {
            match clocks.moment(property, value) {
                Ok(moment) => found.push(moment),
                Err(_) if faults.is_full() => return found,
                Err(kind) => faults.add(&event.at(property), name, kind),
            }
        }
    }
    found
}

/// The day of the schedule's occurrence that begins then; none if it begins at another time of day.
pub(super) fn day_of(schedule: &Schedule, (when, zone): Moment) -> Option<NaiveDate> {
    if let When::Day(day) = when {
        return Some(day);
    }
    let (_, at) = place(when, zone).ok()?;
    let local = local_of(at, schedule.zone);
    (local.time() == schedule.start_time).then(|| local.date())
}
