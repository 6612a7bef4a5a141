//! What an entry becomes, and by what it is known again. Pure.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Timelike;
use mulin_calendar::import::Draft;
use mulin_calendar::lunar::Almanac;
use mulin_calendar::rule::{Schedule, resolve};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::fault::Wrong;
use super::names::Names;
use super::written::Note;
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::event::rules::Span;
use crate::input::{Faults, Rule};
use crate::series;

/// Bytes of a file at most, as UTF-8.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Entries of a file at most.
pub const MAX_ENTRIES: usize = 500;
/// Events that the repeating entries of a file make at once at most.
pub const MAX_OCCURRENCES: usize = 2_000;

/// By what an entry is known again: its UID, with the occurrence that it replaces; without a UID its
/// title and start. A hash, because a UID may tell of a person.
pub(super) fn entry_key(draft: &Draft) -> Result<String> {
    match &draft.source.uid {
        Some(uid) => hash(&("uid", uid, &draft.occurrence)),
        None => {
            let (title, zone) = (draft.title.to_lowercase(), draft.zone.name());
            hash(&("row", title, draft.starts_local, zone))
        }
    }
}

/// A hash of everything that was read of an entry.
pub(super) fn digest(draft: &Draft) -> Result<String> {
    hash(&(
        (
            &draft.title,
            &draft.description,
            &draft.location,
            &draft.url,
        ),
        (draft.starts_local, draft.ends_local, draft.all_day),
        (draft.zone.name(), &draft.schedule),
    ))
}

fn hash(of: &impl Serialize) -> Result<String> {
    let text = serde_json::to_vec(of).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(Sha256::digest(text)))
}

/// When an entry takes place, or the first of it.
pub(super) fn span(draft: &Draft) -> Span {
    let (zone, starts_local, ends_local) = (draft.zone, draft.starts_local, draft.ends_local);
    let at = |local| resolve(local, zone).instant();
    Span {
        zone,
        starts_local,
        ends_local,
        starts_at: at(starts_local),
        ends_at: at(ends_local),
    }
}

/// The words of an entry: its own, and what has no field of its own here.
pub(super) fn description(draft: &Draft, venue_found: bool) -> (String, Vec<Note>) {
    let mut parts: Vec<String> = draft.description.iter().cloned().collect();
    let mut notes = Vec::new();
    if let Some(location) = draft.location.as_ref().filter(|_| !venue_found) {
        parts.push(format!("📍 {location}"));
        notes.push(Note::LocationInDescription);
    }
    if let Some(url) = &draft.url {
        parts.push(format!("<{url}>"));
        notes.push(Note::LinkInDescription);
    }
    if draft.occurrence.is_some() {
        notes.push(Note::StandsApart);
    }
    (parts.join("\n\n"), notes)
}

/// The exceptions that are days of the rule. Others mean nothing, and files are full of them.
pub(super) fn tidied(schedule: &Schedule, almanac: &Almanac) -> Schedule {
    let days: BTreeSet<_> = series::rules::except_dates(schedule, almanac)
        .into_iter()
        .collect();
    let keys = series::rules::keys_of(schedule, almanac, &days);
    Schedule {
        exceptions: keys.into_values().collect(),
        ..schedule.clone()
    }
}

/// What is wrong with an entry that was not imported before, and how many events it makes at once.
pub(super) fn check(
    draft: &Draft,
    description: &str,
    names: &Names,
    almanac: &Almanac,
    now: Instant,
) -> Result<(Vec<(&'static str, Wrong)>, usize)> {
    let mut faults = Faults::default();
    faults.line(names.title, &draft.title, 1..=120);
    faults.text(names.description, description, 0..=10_000);
    let mut wrong = Vec::new();
    let mut made = 1;
    match &draft.schedule {
        None if span(draft).starts_at <= now => faults.add(names.start, Rule::InThePast),
        None => {}
        Some(schedule) => {
            // A series begins at a minute.
            if schedule.start_time.second() != 0 {
                wrong.push((names.start, Wrong::BadTime));
            }
            let today = series::rules::today(schedule, now);
            if series::rules::is_over(schedule, almanac, today) {
                faults.add(names.repeat, Rule::InThePast);
            }
            let until = series::rules::horizon(today);
            made = series::rules::coming(schedule, almanac, now, until)?.len();
            if made > series::rules::MAX_MADE {
                faults.add(names.repeat, Rule::TooOften);
            }
        }
    }
    let names = [names.title, names.description, names.start, names.repeat];
    for error in faults.into_errors() {
        let path = error.path.join(".");
        let name = names.iter().find(|name| **name == path);
        wrong.push((name.copied().unwrap_or_default(), Wrong::Rule(error.rule)));
    }
    Ok((wrong, made))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
