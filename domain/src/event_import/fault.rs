//! What is wrong with an entry or with the whole file.

use mulin_calendar::fault::FaultKind;
use mulin_calendar::import::{self, ImportFault, ImportFaultKind as Kind};

use super::FileFormat;
use super::rules::{MAX_BYTES, MAX_ENTRIES};
use crate::input::Rule;

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFault {
    /// The line, from 1; none if it is the whole file.
    pub line: Option<u64>,
    /// The entry's UID, if it has one.
    pub uid: Option<String>,
    /// The property or column; empty if it is the line or the file.
    pub field: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong. Codes are stable; texts are written a locale by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It breaks a rule that commands have, too.
    Rule(Rule),
    /// The file is too large; nothing was read.
    FileTooLarge {
        /// Bytes at most.
        max: usize,
    },
    /// The file is no text in UTF-8; nothing was read.
    NotText,
    /// Does not begin as a calendar does; nothing was read.
    NotACalendar,
    /// There is no line that names columns; nothing was read.
    NotATable,
    /// Components within components; the rest was not read.
    NestedTooDeep {
        /// Of them at most.
        max: usize,
    },
    /// A component does not end, or another one ends; the rest was not read.
    Unbalanced,
    /// Too many entries for one file.
    TooManyEntries {
        /// Of them at most.
        max: usize,
    },
    /// What repeats would make too many events at once.
    TooManyOccurrences {
        /// Of them at most.
        max: usize,
    },
    /// Too many faults; the rest was not read.
    TooManyFaults {
        /// Of them at most.
        max: usize,
    },
    /// Not a line of a calendar, or not a row with the header's columns.
    BadLine,
    /// A column that is not known.
    UnknownColumn,
    /// No date or time, or none of the kind that must stand there.
    BadTime,
    /// No value that can stand there.
    BadValue,
    /// A time zone that nobody knows by this name.
    ZoneNotKnown {
        /// The name, as the file has it.
        name: String,
    },
    /// Does not end after it begins.
    EndsBeforeItBegins,
    /// Repeats several times a day.
    SeveralTimesADay,
    /// Is valid, and not supported here.
    Unsupported {
        /// What is not.
        what: String,
    },
    /// The first day is not one of the rule's.
    StartNotInRule,
}

impl Wrong {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.code(),
            Self::FileTooLarge { .. } => "FILE_TOO_LARGE",
            Self::NotText => "NOT_TEXT",
            Self::NotACalendar => "NOT_A_CALENDAR",
            Self::NotATable => "NOT_A_TABLE",
            Self::NestedTooDeep { .. } => "NESTED_TOO_DEEP",
            Self::Unbalanced => "UNBALANCED",
            Self::TooManyEntries { .. } => "TOO_MANY_ENTRIES",
            Self::TooManyOccurrences { .. } => "TOO_MANY_OCCURRENCES",
            Self::TooManyFaults { .. } => "TOO_MANY_FAULTS",
            Self::BadLine => "BAD_LINE",
            Self::UnknownColumn => "UNKNOWN_COLUMN",
            Self::BadTime => "BAD_TIME",
            Self::BadValue => "BAD_VALUE",
            Self::ZoneNotKnown { .. } => "ZONE_NOT_KNOWN",
            Self::EndsBeforeItBegins => "ENDS_BEFORE_IT_BEGINS",
            Self::SeveralTimesADay => "SEVERAL_TIMES_A_DAY",
            Self::Unsupported { .. } => "UNSUPPORTED",
            Self::StartNotInRule => "START_NOT_IN_RULE",
        }
    }

    /// Whether nothing of the file can be taken in, or who knows what was not read: no entry can be left
    /// out to be rid of it.
    pub fn is_of_the_file(&self) -> bool {
        matches!(
            self,
            Self::FileTooLarge { .. }
                | Self::NotText
                | Self::NotACalendar
                | Self::NotATable
                | Self::NestedTooDeep { .. }
                | Self::Unbalanced
                | Self::TooManyEntries { .. }
                | Self::TooManyOccurrences { .. }
                | Self::TooManyFaults { .. }
                | Self::UnknownColumn
        )
    }

    fn of(kind: Kind, format: FileFormat) -> Self {
        let rule = match kind {
            Kind::TooLarge => return Self::FileTooLarge { max: MAX_BYTES },
            Kind::NotText => return Self::NotText,
            Kind::NotACalendar if format == FileFormat::Csv => return Self::NotATable,
            Kind::NotACalendar => return Self::NotACalendar,
            Kind::TooDeep => {
                let max = import::MAX_DEPTH;
                return Self::NestedTooDeep { max };
            }
            Kind::Unbalanced => return Self::Unbalanced,
            Kind::TooMany => return Self::TooManyEntries { max: MAX_ENTRIES },
            Kind::TooManyFaults => {
                let max = import::MAX_FAULTS;
                return Self::TooManyFaults { max };
            }
            Kind::BadLine => return Self::BadLine,
            Kind::UnknownColumn => return Self::UnknownColumn,
            Kind::BadTime => return Self::BadTime,
            Kind::BadValue => return Self::BadValue,
            Kind::UnknownZone { name } => return Self::ZoneNotKnown { name },
            Kind::EndBeforeStart => return Self::EndsBeforeItBegins,
            Kind::TooOften => return Self::SeveralTimesADay,
            Kind::Unsupported { what } => return Self::Unsupported { what },
            Kind::StartNotInRule => return Self::StartNotInRule,
            Kind::Required => Rule::Required,
            Kind::Duplicate => Rule::Duplicate,
            Kind::NotTogether { other } => Rule::NotTogether { other },
            Kind::OutOfRange => Rule::OutsideCalendar,
            Kind::TimeInGap => Rule::TimeInGap,
            Kind::TooLong => {
                let days = import::MAX_DAYS;
                Rule::TooLong { days }
            }
            Kind::Schedule(fault) => match fault.kind {
                FaultKind::EndBeforeStart => return Self::EndsBeforeItBegins,
                FaultKind::Required => Rule::Required,
                FaultKind::Range { min, max } => Rule::Range { min, max },
                FaultKind::Count { max } => Rule::Count { max },
                FaultKind::Duplicate => Rule::Duplicate,
                FaultKind::NotTogether { other } => Rule::NotTogether { other },
                FaultKind::OutOfRange => Rule::OutsideCalendar,
                FaultKind::NeverOccurs => Rule::NeverOccurs,
                FaultKind::TooOften => Rule::TooOften,
            },
        };
        Self::Rule(rule)
    }
}

impl EntryFault {
    /// A fault of the whole file.
    pub(super) fn of_file(wrong: Wrong) -> Self {
        Self {
            line: None,
            uid: None,
            field: String::new(),
            wrong,
        }
    }

    /// As the reader of the file has it.
    pub(super) fn read(fault: ImportFault, format: FileFormat) -> Self {
        let line = fault.source.line;
        Self {
            line: (line > 0).then_some(line),
            uid: fault.source.uid,
            field: fault.field,
            wrong: Wrong::of(fault.kind, format),
        }
    }
}
