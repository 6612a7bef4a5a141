//! A calendar's file as drafts.

use std::collections::HashMap;

use chrono_tz::Tz;

use super::component::{Components, components};
use super::draft::{Draft, ImportFaults, Reading, Source};
use super::event::{self, Event};
use super::span::{Clocks, Moment};
use super::zone::Zones;
use super::{ImportFaultKind as Kind, MAX_BYTES, repeat};
use crate::lunar::Almanac;
use crate::rule::Key;

/// Reads an iCalendar file (RFC 5545). `zone` is that of times which name none. An occurrence that the
/// file replaces becomes an event of its own, and an exception of the one that repeats.
pub fn read_ics(bytes: &[u8], zone: Tz, almanac: &Almanac) -> Reading {
    let mut faults = ImportFaults::default();
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(kind) => {
            faults.add(&Source::default(), "", kind);
            return reading(faults, Vec::new(), 0);
        }
    };
    let Components { events, zones } = components(&mut faults, text);
    let zones = Zones::read(&mut faults, &zones);
    let clocks = Clocks {
        zones: &zones,
        default: zone,
    };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut masters: HashMap<String, usize> = HashMap::new();
    let mut replaced: Vec<(String, Moment)> = Vec::new();
    let mut cancelled = 0;
    for component in &events {
        if faults.is_full() {
            break;
        }
        let uid = component.source.uid.clone().unwrap_or_default();
        match event::read(&mut faults, clocks, component) {
            None => {}
            Some(Event::Master(draft)) => {
                if !uid.is_empty() && masters.insert(uid, drafts.len()).is_some() {
                    faults.add(&component.source, "UID", Kind::Duplicate);
                }
                drafts.push(*draft);
            }
            Some(Event::Replacement(draft, moment)) => {
                replaced.push((uid, moment));
                drafts.push(*draft);
            }
            Some(Event::Cancelled(moment)) => {
                replaced.extend(moment.map(|moment| (uid, moment)));
                cancelled += 1;
            }
        }
    }
    for (uid, moment) in replaced {
        let master = masters.get(&uid).and_then(|at| drafts.get_mut(*at));
        if let Some(schedule) = master.and_then(|master| master.schedule.as_mut())
            && let Some(day) = repeat::day_of(schedule, moment)
        {
            schedule.exceptions.insert(Key::Date(day));
        }
    }
    drafts.retain(|draft| {
        let check =
            |schedule| repeat::check(&mut faults, almanac, &draft.source, "RRULE", schedule);
        draft.schedule.as_ref().is_none_or(check)
    });
    reading(faults, drafts, cancelled)
}

/// The text of a file of bearable size.
fn text_of(bytes: &[u8]) -> Result<&str, Kind> {
    if bytes.len() > MAX_BYTES {
        return Err(Kind::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| Kind::NotText)
}

fn reading(faults: ImportFaults, drafts: Vec<Draft>, cancelled: usize) -> Reading {
    Reading {
        drafts,
        faults: faults.finish(),
        cancelled,
    }
}
