//! A series' rule with everything that makes occurrences of its days. Serde writes it for storage; the
//! names here are those in the database.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Gregorian, Key};
use crate::solar::SolarTerm;

/// Every so many days, weeks, months or years at most.
pub const MAX_INTERVAL: u16 = 366;
/// Occurrences of a rule that ends after a number of them.
pub const MAX_COUNT: u32 = 1_000;
/// An occurrence lasts at most 31 days.
pub const MAX_DURATION_MINUTES: u32 = 31 * 24 * 60;
/// Days before or after the rule's day.
pub const MAX_OFFSET_DAYS: i8 = 31;
/// Occurrences taken out.
pub const MAX_EXCEPTIONS: usize = 1_000;
/// Days added.
pub const MAX_EXTRA_DATES: usize = 200;

/// The days of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rule {
    /// By the Gregorian calendar.
    Gregorian(Gregorian),
    /// A day of each lunar year; a year whose month has no 30th has none.
    LunarDay {
        /// 1 (正月) to 12 (腊月).
        month: u8,
        /// 1 (初一) to 30 (三十).
        day: u8,
        /// What of a leap month of that number.
        leap: LeapMonths,
    },
    /// 除夕, the last day of each lunar year: the 29th or the 30th.
    LunarYearEnd,
    /// The day of a solar term in each Gregorian year.
    SolarTerm {
        /// The term.
        term: SolarTerm,
    },
}

/// Whether a day of a lunar month is also, or only, that of the leap month of the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeapMonths {
    /// In the ordinary month only, as festivals are kept.
    Skip,
    /// In both.
    Also,
    /// In the leap month only.
    Only,
}

/// When a series ends, by the days of its rule, before any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Not by itself.
    Never,
    /// After this day.
    Until(NaiveDate),
    /// After so many; those taken out count.
    Count(u32),
}

/// What a series repeats by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The days.
    pub rule: Rule,
    /// No day of the rule before this one counts; intervals are counted from it.
    pub first: NaiveDate,
    /// The end.
    pub end: End,
    /// Start, on the clocks of the zone.
    pub start_time: NaiveTime,
    /// The zone.
    pub zone: Tz,
    /// Minutes from start to end, as they pass, whatever the clocks do meanwhile.
    pub duration_minutes: u32,
    /// Days from the rule's day to the occurrence: -1 is the evening before.
    #[serde(default)]
    pub offset_days: i8,
    /// Occurrences taken out, by key.
    #[serde(default)]
    pub exceptions: BTreeSet<Key>,
    /// Days added; no offset applies to them. One on which the rule has an occurrence adds nothing.
    #[serde(default)]
    pub extra_dates: BTreeSet<NaiveDate>,
}
