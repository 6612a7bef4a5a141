//! Days and periods that can be asked for, and dates as files write them. Pure.

use chrono::NaiveDate;
use mulin_calendar::range;

use crate::input::{Faults, Rule};

/// Days that are told at once at most: a year.
pub const MAX_DAYS: i64 = 366;

const DATE: &str = "a date, for example 2027-02-12";

/// Takes a day of the years for which the calendar was checked, as spreadsheets write it.
pub fn written_day(faults: &mut Faults, path: &str, text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    known_day(faults, path, parsed(text, &["%Y-%m-%d", "%Y/%m/%d"]))
}

/// Takes a day of the years for which the calendar was checked, as clients write it (ISO 8601).
pub fn day(faults: &mut Faults, path: &str, text: &str) -> Option<NaiveDate> {
    let iso = text.len() == "2027-02-12".len();
    let day = iso.then(|| parsed(text, &["%Y-%m-%d"]));
    known_day(faults, path, day.flatten())
}

fn parsed(text: &str, formats: &[&str]) -> Option<NaiveDate> {
    // A year of four digits, so that 27-2-12 is no day of antiquity.
    (text.find(['-', '/']) == Some(4)).then_some(())?;
    let mut formats = formats.iter();
    formats.find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

fn known_day(faults: &mut Faults, path: &str, day: Option<NaiveDate>) -> Option<NaiveDate> {
    match day {
        None => faults.add(path, Rule::Format { expected: DATE }),
        Some(day) if range::contains(day) => return Some(day),
        Some(_) => faults.add(path, Rule::OutsideCalendar),
    }
    None
}

/// Takes a first and a last day, not too far apart.
pub fn period(faults: &mut Faults, from: &str, to: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = (day(faults, "from", from), day(faults, "to", to));
    let (from, to) = (from?, to?);
    if to < from {
        faults.add("from", Rule::NotBefore { other: "to" });
    } else if (to - from).num_days() >= MAX_DAYS {
        faults.add("to", Rule::TooManyDays { max: MAX_DAYS });
    }
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(from: &str, to: &str) -> Vec<String> {
        let mut faults = Faults::default();
        period(&mut faults, from, to);
        let errors = faults.into_errors();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_period_is_of_a_year_at_most() {
        assert_eq!(told("2028-01-01", "2028-12-31"), [""; 0]);
        assert_eq!(told("2028-01-01", "2028-01-01"), [""; 0]);
        assert_eq!(told("2028-01-01", "2029-01-01"), ["to: TOO_MANY_DAYS"]);
        assert_eq!(told("2028-01-02", "2028-01-01"), ["from: NOT_BEFORE"]);
        assert_eq!(told("1950-01-01", "1950-12-31"), [""; 0]);
        assert_eq!(
            told("1949-12-31", "2101-01-01"),
            ["from: OUTSIDE_CALENDAR", "to: OUTSIDE_CALENDAR"]
        );
        assert_eq!(
            told("2027-02-30", "tomorrow"),
            ["from: INVALID_FORMAT", "to: INVALID_FORMAT"]
        );
        assert_eq!(
            told("2027/02/06", "2027-2-6"),
            ["from: INVALID_FORMAT", "to: INVALID_FORMAT"]
        );
    }

    #[test]
    fn days_are_written_as_spreadsheets_write_them() {
        for text in ["2027-02-06", " 2027/2/6 ", "2027-2-6"] {
            let mut faults = Faults::default();
            let day = written_day(&mut faults, "date", text);
            assert_eq!(day, NaiveDate::from_ymd_opt(2027, 2, 6), "{text}");
            assert!(faults.is_empty());
        }
        for text in [
            "",
            "27-2-6",
            "+2027-02-06",
            "2/6/2027",
            "2027-02",
            "20270206",
        ] {
            let mut faults = Faults::default();
            assert_eq!(written_day(&mut faults, "date", text), None, "{text}");
            assert!(!faults.is_empty());
        }
    }
}
