//! How much a volunteer serves, and when they may not: pure.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::ShiftError;
use crate::clock::Instant;

/// A half-open time: from the first instant until before the second.
pub type Span = (Instant, Instant);

/// How much a volunteer of a team serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most minutes of a day, where the event is.
    pub day: i32,
    /// Most minutes of a week from Monday (ISO 8601).
    pub week: i32,
    /// Least minutes between two shifts.
    pub rest: i32,
}

/// Of shifts of no team.
pub const OF_NO_TEAM: Limits = Limits {
    day: 480,
    week: 1_200,
    rest: 0,
};

/// No-shows that lie no further apart than this count together …
pub const NO_SHOWS_WITHIN: TimeDelta = TimeDelta::days(90);
/// … and lock sign-up for so long after the second.
pub const LOCKED_FOR: TimeDelta = TimeDelta::days(30);

/// What a further shift breaks, beside those that the volunteer has; nothing if it fits. Shifts that
/// overlap are for whoever asks to look at.
pub fn broken(others: &[Span], wanted: Span, zone: Tz, limits: Limits) -> Option<ShiftError> {
    let mut days: HashMap<NaiveDate, i64> = HashMap::new();
    for span in others.iter().chain([&wanted]) {
        for (day, minutes) in by_day(*span, zone) {
            *days.entry(day).or_default() += minutes;
        }
    }
    let touched: Vec<NaiveDate> = by_day(wanted, zone)
        .into_iter()
        .map(|(day, _)| day)
        .collect();
    let too_long = |day: &NaiveDate| {
        days.get(day)
            .is_some_and(|sum| *sum > i64::from(limits.day))
    };
    if touched.iter().any(too_long) {
        return Some(ShiftError::DayLimit { most: limits.day });
    }
    for day in &touched {
        let same_week = days
            .iter()
            .filter(|(other, _)| other.iso_week() == day.iso_week());
        let sum: i64 = same_week.map(|(_, minutes)| minutes).sum();
        if sum > i64::from(limits.week) {
            return Some(ShiftError::WeekLimit { most: limits.week });
        }
    }
    let rest = TimeDelta::minutes(i64::from(limits.rest));
    let too_close =
        |(starts_at, ends_at): &Span| *starts_at < wanted.1 + rest && wanted.0 < *ends_at + rest;
    let least = limits.rest;
    others
        .iter()
        .any(too_close)
        .then_some(ShiftError::Rest { least })
}

/// The minutes of a time on each day of a zone.
fn by_day((from, until): Span, zone: Tz) -> Vec<(NaiveDate, i64)> {
    let mut days = Vec::new();
    let mut at = from;
    while at < until {
        let day = at.with_timezone(&zone).date_naive();
        let end = next_midnight(day, zone).unwrap_or(until).min(until);
        days.push((day, (end - at).num_minutes()));
        at = end.max(at + TimeDelta::microseconds(1));
    }
    days
}

/// The first instant of the day after. Where a clock skips midnight, an hour later is early enough.
fn next_midnight(day: NaiveDate, zone: Tz) -> Option<Instant> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN);
    let found = zone.from_local_datetime(&midnight).earliest();
    let found = found.or_else(|| {
        let later = midnight + TimeDelta::hours(1);
        zone.from_local_datetime(&later).earliest()
    });
    found.map(|at| at.with_timezone(&chrono::Utc))
}

/// Until when somebody does not sign up, given when the shifts ended to which they did not come.
pub fn locked_until(mut no_shows: Vec<Instant>) -> Option<Instant> {
    no_shows.sort_unstable();
    let close = |pair: &&[Instant]| pair[1] - pair[0] <= NO_SHOWS_WITHIN;
    let last = no_shows.windows(2).rfind(close)?;
    Some(last[1] + LOCKED_FOR)
}

/// From which age, in years as the year of birth tells, somebody is no minor (Civil Code of the
/// People's Republic of China, art. 17).
const OF_AGE: i32 = 18;

/// The year in which a shift begins where it takes place.
pub fn year_of(starts_at: Instant, zone: Tz) -> i32 {
    starts_at.with_timezone(&zone).year()
}

/// The age of somebody in a year, and whether that is a minor's; who told no year of birth is none.
pub fn minor_age(birth_year: Option<i32>, year: i32) -> Option<i32> {
    let age = year - birth_year?;
    (age < OF_AGE).then_some(age)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn at(day: u32, hour: u32, minute: u32) -> Instant {
        let local =
            NaiveDate::from_ymd_opt(2026, 12, day).and_then(|d| d.and_hms_opt(hour, minute, 0));
        let local = local.expect("a time");
        let at = SHANGHAI.from_local_datetime(&local).earliest();
        at.expect("no gap").with_timezone(&chrono::Utc)
    }

    fn span(day: u32, from: u32, until: u32) -> Span {
        (at(day, from, 0), at(day, until, 0))
    }

    const LIMITS: Limits = Limits {
        day: 480,
        week: 1_200,
        rest: 30,
    };

    #[test]
    fn a_year_begins_where_the_shift_is() {
        let new_year = at(31, 23, 59) + TimeDelta::minutes(1);
        assert_eq!(new_year.year(), 2026);
        assert_eq!(year_of(new_year, SHANGHAI), 2027);
        assert_eq!(year_of(at(31, 23, 59), SHANGHAI), 2026);
    }

    #[test]
    fn a_day_a_week_and_a_rest() {
        let none = broken(&[], span(7, 8, 16), SHANGHAI, LIMITS);
        assert_eq!(none, None);
        let day = broken(&[span(7, 8, 12)], span(7, 13, 18), SHANGHAI, LIMITS);
        assert_eq!(day, Some(ShiftError::DayLimit { most: 480 }));
        // Monday the 7th to Sunday the 13th are one week, and Monday the 14th is another.
        let week = [span(7, 8, 16), span(8, 8, 16)];
        let sunday = broken(&week, span(13, 8, 13), SHANGHAI, LIMITS);
        assert_eq!(sunday, Some(ShiftError::WeekLimit { most: 1_200 }));
        assert_eq!(broken(&week, span(14, 8, 13), SHANGHAI, LIMITS), None);
        let close = broken(&[span(7, 8, 10)], span(7, 10, 11), SHANGHAI, LIMITS);
        assert_eq!(close, Some(ShiftError::Rest { least: 30 }));
        let no_rest = Limits { rest: 0, ..LIMITS };
        assert_eq!(
            broken(&[span(7, 8, 10)], span(7, 10, 11), SHANGHAI, no_rest),
            None
        );
    }

    #[test]
    fn a_shift_past_midnight_counts_on_both_days() {
        let night = (at(7, 20, 0), at(8, 4, 0));
        assert_eq!(broken(&[], night, SHANGHAI, LIMITS), None);
        let more = broken(&[night], span(8, 5, 10), SHANGHAI, LIMITS);
        assert_eq!(more, Some(ShiftError::DayLimit { most: 480 }));
        assert_eq!(broken(&[night], span(8, 5, 9), SHANGHAI, LIMITS), None);
    }

    #[test]
    fn two_no_shows_lock_for_a_month() {
        let (first, second) = (at(1, 9, 0), at(20, 9, 0));
        assert_eq!(locked_until(vec![first]), None);
        assert_eq!(locked_until(vec![second, first]), Some(second + LOCKED_FOR));
        assert_eq!(locked_until(vec![first, first + TimeDelta::days(91)]), None);
        assert_eq!(minor_age(Some(2009), 2026), Some(17));
        assert_eq!(minor_age(Some(2008), 2026), None);
        assert_eq!(minor_age(None, 2026), None);
    }

    proptest! {
        /// No minute is lost or counted twice, whatever the zone does with its clock.
        #[test]
        fn the_days_of_a_time_sum_up_to_it(start in 0i64..600_000, minutes in 1i64..10_000, zone in 0usize..4) {
            let zone = [SHANGHAI, chrono_tz::Europe::Berlin, chrono_tz::America::Sao_Paulo, chrono_tz::Asia::Beirut][zone];
            let from = at(1, 0, 0) + TimeDelta::minutes(start);
            let until = from + TimeDelta::minutes(minutes);
            let sum: i64 = by_day((from, until), zone).into_iter().map(|(_, minutes)| minutes).sum();
            prop_assert_eq!(sum, minutes);
        }

        /// What fits fits with less beside it.
        #[test]
        fn less_beside_it_never_hurts(spans in prop::collection::vec((0i64..400, 1i64..10), 0..8), from in 0i64..400, hours in 1i64..8) {
            let base = at(1, 0, 0);
            let spans: Vec<Span> = spans.into_iter().map(|(start, long)| {
                let start = base + TimeDelta::hours(start);
                (start, start + TimeDelta::hours(long))
            }).collect();
            let wanted = (base + TimeDelta::hours(from), base + TimeDelta::hours(from + hours));
            if broken(&spans, wanted, SHANGHAI, LIMITS).is_none() {
                for index in 0..spans.len() {
                    let mut fewer = spans.clone();
                    fewer.remove(index);
                    prop_assert_eq!(broken(&fewer, wanted, SHANGHAI, LIMITS), None);
                }
            }
        }
    }
}
