//! The years for which the calendar was checked, day by day, against published tables.

use chrono::{Datelike, NaiveDate};

/// First Gregorian year.
pub const FIRST_YEAR: i32 = 1950;
/// Last Gregorian year.
pub const LAST_YEAR: i32 = 2100;

/// A date, or a year, outside the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the calendar is known from {FIRST_YEAR} to {LAST_YEAR}")]
pub struct OutOfRange;

/// Whether the date lies within the range.
pub fn contains(date: NaiveDate) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
}

/// The date, if it lies within the range.
pub fn check(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    if contains(date) {
        Ok(date)
    } else {
        Err(OutOfRange)
    }
}
