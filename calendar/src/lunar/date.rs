//! A date of the lunar calendar, and why there may be no such date.

use serde::{Deserialize, Serialize};

use crate::range::OutOfRange;

/// A month of a lunar year. A leap month follows the month whose number it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LunarMonth {
    /// 1 (正月) to 12 (腊月).
    pub number: u8,
    /// Whether it is the leap month of that number.
    pub leap: bool,
}

impl LunarMonth {
    /// The ordinary month of this number.
    pub const fn common(number: u8) -> Self {
        Self {
            number,
            leap: false,
        }
    }

    /// The leap month of this number.
    pub const fn leap(number: u8) -> Self {
        Self { number, leap: true }
    }
}

/// A date of the lunar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LunarDate {
    /// The Gregorian year in which the lunar year begins: 腊八 in January 2027 is of 2026.
    pub year: i32,
    /// The month.
    pub month: LunarMonth,
    /// 1 (初一) to 30 (三十).
    pub day: u8,
}

/// Why a lunar date names no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LunarError {
    /// Not in the years that are known.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The year has no such month: most have no leap month.
    #[error("the lunar year {year} has no such month")]
    NoSuchMonth {
        /// The lunar year.
        year: i32,
        /// The month asked for.
        month: LunarMonth,
    },
    /// The month has fewer days.
    #[error("the month has {days} days")]
    NoSuchDay {
        /// The days that it has.
        days: u8,
    },
}
