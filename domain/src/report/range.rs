//! Of which time a count tells, and as of when.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::almanac;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, Rule};
use crate::service_record::span;

/// The longest time of which a count tells, in days: five years.
pub const MOST_DAYS: i64 = 5 * 365 + 2;

/// A part of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A month.
    Month,
    /// A quarter: three months from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

/// What is asked for, as clients write it: the first and the last day, or a part of the calendar. Without
/// either the month in which we are.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// First day.
    pub from: Option<String>,
    /// Last day, itself included.
    pub until: Option<String>,
    /// A part of the calendar instead; a month if left out.
    pub period: Option<Period>,
    /// A day in it; today if left out.
    pub day: Option<String>,
    /// What came later does not count; now if left out.
    pub as_of: Option<Instant>,
}

/// A time, and a cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First day, by the clock of the operator.
    pub first_day: NaiveDate,
    /// Last day, itself included.
    pub last_day: NaiveDate,
    /// When the first day begins.
    pub from: Instant,
    /// When the last day ends: the first instant after it.
    pub until: Instant,
    /// What came later does not count.
    pub as_of: Instant,
}

impl Period {
    /// The first and the last day of the one around a day.
    pub fn around(self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let month = day.month0() / months * months + 1;
        let first = NaiveDate::from_ymd_opt(day.year(), month, 1)?;
        let next = first.checked_add_months(Months::new(months))?;
        Some((first, next.checked_sub_days(Days::new(1))?))
    }
}

impl Range {
    /// Reads what is asked for; all faults at once.
    pub fn read(core: &Core, asked: &Asked) -> Result<Self> {
        let now = core.now();
        let today = now.with_timezone(&core.settings().time_zone).date_naive();
        let mut faults = Faults::default();
        let days = days(&mut faults, asked, today);
        let as_of = asked.as_of.unwrap_or(now);
        if as_of > now {
            faults.add("asOf", Rule::InTheFuture);
        }
        faults.finish()?;
        let Some((first_day, last_day)) = days else {
            return Err(Error::input("from", Rule::Required));
        };
        let (from, until) = span(core, first_day, last_day)?;
        Ok(Self {
            first_day,
            last_day,
            from,
            until,
            as_of,
        })
    }
}

fn days(faults: &mut Faults, asked: &Asked, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    if asked.from.is_none() && asked.until.is_none() {
        let day = match &asked.day {
            Some(day) => almanac::day(faults, "day", day)?,
            None => today,
        };
        return asked.period.unwrap_or(Period::Month).around(day);
    }
    for (given, path) in [
        (asked.period.is_some(), "period"),
        (asked.day.is_some(), "day"),
    ] {
        if given {
            let other = if asked.from.is_some() {
                "from"
            } else {
                "until"
            };
            faults.add(path, Rule::NotTogether { other });
        }
    }
    let mut read = |path, text: &Option<String>| match text {
        Some(text) => almanac::day(faults, path, text),
        None => {
            faults.add(path, Rule::Required);
            None
        }
    };
    let (first, last) = (read("from", &asked.from), read("until", &asked.until));
    let (first, last) = (first?, last?);
    if last < first {
        faults.add("until", Rule::EndBeforeStart);
    } else if (last - first).num_days() >= MOST_DAYS {
        faults.add("until", Rule::TooManyDays { max: MOST_DAYS });
    }
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(asked: &Asked) -> Result<(NaiveDate, NaiveDate), Vec<String>> {
        let mut faults = Faults::default();
        let days = days(&mut faults, asked, day("2026-11-21"));
        let told: Vec<String> = faults
            .into_errors()
            .iter()
            .map(ToString::to_string)
            .collect();
        if told.is_empty() {
            Ok(days.unwrap())
        } else {
            Err(told)
        }
    }

    fn between(from: &str, until: &str) -> Asked {
        Asked {
            from: Some(from.to_owned()),
            until: Some(until.to_owned()),
            ..Asked::default()
        }
    }

    #[test]
    fn parts_of_the_calendar_hold_their_day() {
        let around = |period: Period, of| period.around(day(of)).unwrap();
        let expected = (day("2028-02-01"), day("2028-02-29"));
        assert_eq!(around(Period::Month, "2028-02-10"), expected);
        let expected = (day("2026-10-01"), day("2026-12-31"));
        assert_eq!(around(Period::Quarter, "2026-12-31"), expected);
        let expected = (day("2026-01-01"), day("2026-12-31"));
        assert_eq!(around(Period::Year, "2026-01-01"), expected);
    }

    #[test]
    fn who_says_nothing_asks_for_this_month() {
        let this_month = (day("2026-11-01"), day("2026-11-30"));
        assert_eq!(read(&Asked::default()), Ok(this_month));
        let asked = Asked {
            period: Some(Period::Quarter),
            day: Some("2027-02-28".to_owned()),
            ..Asked::default()
        };
        assert_eq!(read(&asked), Ok((day("2027-01-01"), day("2027-03-31"))));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let mut asked = between("soon", "2026-02-30");
        asked.period = Some(Period::Year);
        asked.day = Some("2026-01-01".to_owned());
        let told = [
            "period: NOT_TOGETHER",
            "day: NOT_TOGETHER",
            "from: INVALID_FORMAT",
            "until: INVALID_FORMAT",
        ];
        assert_eq!(read(&asked).unwrap_err(), told);
        asked = Asked {
            until: Some("2026-01-01".to_owned()),
            ..Asked::default()
        };
        assert_eq!(read(&asked).unwrap_err(), ["from: REQUIRED"]);
    }

    #[test]
    fn a_time_is_a_day_at_least_and_five_years_at_most() {
        let told = |from, until| read(&between(from, until)).err().unwrap_or_default();
        assert_eq!(told("2026-01-01", "2026-01-01"), [""; 0]);
        assert_eq!(
            told("2026-01-02", "2026-01-01"),
            ["until: END_BEFORE_START"]
        );
        assert_eq!(told("2024-01-01", "2028-12-31"), [""; 0]);
        assert_eq!(told("2024-01-01", "2029-01-01"), ["until: TOO_MANY_DAYS"]);
    }

    proptest! {
        #[test]
        fn months_make_up_quarters_and_quarters_years(number in 0_u64..36_000) {
            let day = day("1990-01-01").checked_add_days(Days::new(number)).unwrap();
            let mut outer = (day, day);
            for period in [Period::Month, Period::Quarter, Period::Year] {
                let (first, last) = period.around(day).unwrap();
                prop_assert!(first <= outer.0 && outer.1 <= last);
                // The one after it begins the day after.
                let next = last.succ_opt().unwrap();
                prop_assert_eq!(period.around(next).unwrap().0, next);
                outer = (first, last);
            }
        }
    }
}
