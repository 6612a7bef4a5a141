//! The rules that input keeps, each with its stable code.

use serde::Serialize;

/// Why an id could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum BadId {
    /// Not one of our ids at all.
    Malformed,
    /// An id of another type.
    OtherType {
        /// The type it is an id of.
        is: &'static str,
    },
}

/// The rule that a value breaks. Codes are stable; texts are written a locale by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Must be given, and not be blank or null.
    Required,
    /// Characters allowed.
    Length {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// Numbers allowed.
    Range {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// Items allowed in a list.
    Count {
        /// At most.
        max: usize,
    },
    /// Control characters are not text, and what is not seen is no part of a name.
    ControlCharacters,
    /// Letters of scripts that look alike within one word of a name.
    MixedScripts,
    /// Not an id that this platform gives out.
    MalformedId,
    /// An id of something else.
    OtherTypeId {
        /// What was wanted.
        wanted: &'static str,
        /// What it is an id of.
        is: &'static str,
    },
    /// Nothing there that the caller may see.
    NotFound,
    /// Written in another form than the one named.
    Format {
        /// The form, with an example.
        expected: &'static str,
    },
    /// Not an IANA time zone.
    UnknownTimeZone,
    /// A wall-clock time that the zone skips (RFC 5545 §3.3.5 calls it nonexistent).
    TimeInGap,
    /// The end is not after the start.
    EndBeforeStart,
    /// Lasts longer than this.
    TooLong {
        /// Days at most.
        days: i64,
    },
    /// Must lie in the future.
    InThePast,
    /// Must not lie in the future.
    InTheFuture,
    /// Must come before the other time.
    NotBefore {
        /// The field that must be later.
        other: &'static str,
    },
    /// Is too long before the other time.
    TooEarly {
        /// The later field.
        other: &'static str,
        /// At most so many days before it.
        days: i64,
    },
    /// Only together with another field.
    Together {
        /// The other field.
        other: &'static str,
    },
    /// Not together with another field.
    NotTogether {
        /// The other field.
        other: &'static str,
    },
    /// Given twice, or taken already.
    Duplicate,
    /// Does not belong to the same city, area or event.
    Elsewhere,
    /// Belongs to others, who have to let the caller use it.
    OfOthers,
    /// The kind of area does not fit under its parent.
    WrongLevel,
    /// The same idempotency key came with another input.
    KeyReused,
    /// A number that takes no text messages, where one is to be sent.
    NoTextMessages,
    /// Not the name of a reminder template.
    UnknownTemplate {
        /// Those that there are.
        known: String,
    },
    /// Does not suit the kind of the question.
    UnfitForKind,
    /// Does not go together with what else is said.
    Contradiction,
    /// A date outside the years for which the calendar was checked.
    OutsideCalendar,
    /// More days than are told at once.
    TooManyDays {
        /// Days at most, the first and the last included.
        max: i64,
    },
    /// A rule that no day satisfies, or none before the end.
    NeverOccurs,
    /// The next occurrence begins before one has ended, or there would be too many.
    TooOften,
    /// A day on which the rule has no occurrence.
    NotOfTheRule,
    /// A question that who comes must answer.
    Unanswered {
        /// The question.
        label: String,
    },
}

impl Rule {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::Length { .. } => "INVALID_LENGTH",
            Self::Range { .. } => "OUT_OF_RANGE",
            Self::Count { .. } => "TOO_MANY_ITEMS",
            Self::ControlCharacters => "CONTROL_CHARACTERS",
            Self::MixedScripts => "MIXED_SCRIPTS",
            Self::MalformedId => "MALFORMED_ID",
            Self::OtherTypeId { .. } => "ID_OF_ANOTHER_TYPE",
            Self::NotFound => "NOT_FOUND",
            Self::Format { .. } => "INVALID_FORMAT",
            Self::UnknownTimeZone => "UNKNOWN_TIME_ZONE",
            Self::TimeInGap => "TIME_DOES_NOT_EXIST",
            Self::EndBeforeStart => "END_BEFORE_START",
            Self::TooLong { .. } => "TOO_LONG",
            Self::InThePast => "IN_THE_PAST",
            Self::InTheFuture => "IN_THE_FUTURE",
            Self::NotBefore { .. } => "NOT_BEFORE",
            Self::TooEarly { .. } => "TOO_EARLY",
            Self::Together { .. } => "ONLY_TOGETHER",
            Self::NotTogether { .. } => "NOT_TOGETHER",
            Self::Duplicate => "DUPLICATE",
            Self::Elsewhere => "ELSEWHERE",
            Self::OfOthers => "OF_OTHERS",
            Self::WrongLevel => "WRONG_LEVEL",
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::NoTextMessages => "NO_TEXT_MESSAGES",
            Self::UnknownTemplate { .. } => "UNKNOWN_TEMPLATE",
            Self::UnfitForKind => "UNFIT_FOR_KIND",
            Self::Contradiction => "CONTRADICTION",
            Self::OutsideCalendar => "OUTSIDE_CALENDAR",
            Self::TooManyDays { .. } => "TOO_MANY_DAYS",
            Self::NeverOccurs => "NEVER_OCCURS",
            Self::TooOften => "TOO_OFTEN",
            Self::NotOfTheRule => "NOT_OF_THE_RULE",
            Self::Unanswered { .. } => "UNANSWERED",
        }
    }
}
