//! What a file gives: drafts, and what is wrong.

use std::fmt;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::MAX_FAULTS;
use super::fault::{ImportFault, ImportFaultKind, quoted};
use crate::rule::Schedule;

/// Where in a file an event stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The line, from 1.
    pub line: u64,
    /// The event's UID.
    pub uid: Option<String>,
}

/// An event as a file has it, before anybody has looked at it.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where it stands.
    pub source: Source,
    /// Title, on one line.
    pub title: String,
    /// Words about it.
    pub description: Option<String>,
    /// Where, on one line.
    pub location: Option<String>,
    /// A page about it, by http or https.
    pub url: Option<String>,
    /// The zone of the times.
    pub zone: Tz,
    /// Start, on the zone's clocks; a time that these show.
    pub starts_local: NaiveDateTime,
    /// End, on the zone's clocks, after the start. An event of whole days ends at a midnight.
    pub ends_local: NaiveDateTime,
    /// Whether it is of whole days.
    pub all_day: bool,
    /// What it repeats by; checked.
    pub schedule: Option<Schedule>,
    /// The occurrence of the event with the same UID whose place it takes, as the file names it.
    pub occurrence: Option<String>,
}

impl fmt::Debug for Draft {
    // What people wrote stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("line", &self.source.line)
            .field("starts_local", &self.starts_local)
            .finish_non_exhaustive()
    }
}

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The events without fault, in order of the file.
    pub drafts: Vec<Draft>,
    /// Everything that is wrong, in order of the file.
    pub faults: Vec<ImportFault>,
    /// Events that the file says are cancelled: not taken.
    pub cancelled: usize,
}

/// Collects faults, up to [`MAX_FAULTS`].
#[derive(Debug, Default)]
pub(super) struct ImportFaults(Vec<ImportFault>);

impl ImportFaults {
    pub(super) fn add(&mut self, source: &Source, field: &str, kind: ImportFaultKind) {
        if self.0.len() < MAX_FAULTS {
            self.0.push(ImportFault {
                source: source.clone(),
                field: quoted(field),
                kind,
            });
        }
    }

    /// Whether there is no room for more; what reads the file stops then.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MAX_FAULTS
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn finish(mut self) -> Vec<ImportFault> {
        if self.is_full()
            && let Some(last) = self.0.last_mut()
        {
            last.kind = ImportFaultKind::TooManyFaults;
        }
        self.0.sort_by_key(|fault| fault.source.line);
        self.0
    }
}
