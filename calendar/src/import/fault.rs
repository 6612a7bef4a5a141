//! What is wrong with a file: where, which property or column, and what.

use std::fmt;

use super::draft::Source;
use super::{MAX_BYTES, MAX_DAYS, MAX_DEPTH, MAX_EVENTS, MAX_FAULTS};
use crate::fault::Fault;
use crate::text;

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Where it stands.
    pub source: Source,
    /// The property or column; empty if it is the line or the file.
    pub field: String,
    /// What is wrong.
    pub kind: ImportFaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFaultKind {
    /// The file is too large; nothing was read.
    #[error("the file is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// The file is no text in UTF-8; nothing was read.
    #[error("the file is no text in UTF-8")]
    NotText,
    /// Does not begin as a calendar does, or names no columns that are known.
    #[error("the file is no calendar")]
    NotACalendar,
    /// Components within components; the rest was not read.
    #[error("more than {MAX_DEPTH} components within one another")]
    TooDeep,
    /// A component does not end, or another one ends; the rest was not read.
    #[error("a component does not end where it should")]
    Unbalanced,
    /// Too many events; the rest was not read.
    #[error("more than {MAX_EVENTS} events")]
    TooMany,
    /// Too many faults; the rest was not read.
    #[error("more than {MAX_FAULTS} faults")]
    TooManyFaults,
    /// Not a line of a calendar, or not a row with the header's columns.
    #[error("the line cannot be read")]
    BadLine,
    /// A column that is not known.
    #[error("the column is not known")]
    UnknownColumn,
    /// Must be given.
    #[error("must be given")]
    Required,
    /// Given twice.
    #[error("is given twice")]
    Duplicate,
    /// Not together with another.
    #[error("cannot stand together with {other}")]
    NotTogether {
        /// The other.
        other: &'static str,
    },
    /// No date or time, or none of the kind that must stand there.
    #[error("is no date or time that can stand here")]
    BadTime,
    /// No value that can stand there.
    #[error("has a value that cannot stand here")]
    BadValue,
    /// A date outside the years that are known.
    #[error("must lie in the years from 1950 to 2100")]
    OutOfRange,
    /// Not a time zone that is known by this name.
    #[error("the time zone {name} is not known")]
    UnknownZone {
        /// The name, as the file has it.
        name: String,
    },
    /// A time that the clocks of the zone skip.
    #[error("the clocks of the zone skip this time")]
    TimeInGap,
    /// Does not end after it begins.
    #[error("does not end after it begins")]
    EndBeforeStart,
    /// Lasts too long.
    #[error("lasts longer than {MAX_DAYS} days")]
    TooLong,
    /// Repeats several times a day.
    #[error("repeats more often than once a day")]
    TooOften,
    /// Is valid, and not supported here.
    #[error("{what} is not supported")]
    Unsupported {
        /// What is not.
        what: String,
    },
    /// The first day is not one of the rule's.
    #[error("the event does not begin on a day of its rule")]
    StartNotInRule,
    /// The rule cannot be kept.
    #[error("{0}")]
    Schedule(Fault),
}

impl ImportFaultKind {
    /// Something that is valid, as the file names it.
    pub(super) fn unsupported(what: &str) -> Self {
        Self::Unsupported { what: quoted(what) }
    }

    /// A zone, as the file names it.
    pub(super) fn unknown_zone(name: &str) -> Self {
        Self::UnknownZone { name: quoted(name) }
    }
}

/// A word of the file for a message: short, and without what is not seen.
pub(super) fn quoted(word: &str) -> String {
    text::one_line(&word.chars().take(60).collect::<String>())
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.source.line)?;
        if let Some(uid) = &self.source.uid {
            write!(f, " ({uid})")?;
        }
        if self.field.is_empty() {
            write!(f, ": {}", self.kind)
        } else {
            write!(f, ": {}: {}", self.field, self.kind)
        }
    }
}
