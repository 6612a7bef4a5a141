//! Which occurrences a schedule has when. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use mulin_calendar::lunar::Almanac;
use mulin_calendar::range;
use mulin_calendar::rule::{End, Key, MAX_WINDOW_DAYS, Occurrence, Schedule, Window};
use mulin_entities::series;

use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::event::rules::Span;
use crate::input::{Faults, Rule};

/// Occurrences are made for so many months ahead.
pub const HORIZON_MONTHS: u32 = 18;
/// Occurrences that are made at once at most: more than one a day of the horizon.
pub const MAX_MADE: usize = 600;
/// Answers open, or close, a year before the start at the earliest.
pub const MAX_BEFORE_MINUTES: i32 = 366 * 24 * 60;

/// What a series repeats by, as it is stored.
pub fn read(series: &series::Model) -> Result<Schedule> {
    serde_json::from_str(&series.schedule).map_err(|error| Error::Internal(Box::new(error)))
}

/// The same, to be stored.
pub fn write(schedule: &Schedule) -> Result<String> {
    serde_json::to_string(schedule).map_err(|error| Error::Internal(Box::new(error)))
}

/// The day that it is on the clocks of the schedule's zone.
pub fn today(schedule: &Schedule, now: Instant) -> NaiveDate {
    now.with_timezone(&schedule.zone).date_naive()
}

/// Occurrences are made for the days before this one.
pub fn horizon(today: NaiveDate) -> NaiveDate {
    let ahead = today.checked_add_months(Months::new(HORIZON_MONTHS));
    ahead.unwrap_or(today).min(end_of_range())
}

/// The day after the last one for which the calendar is known.
fn end_of_range() -> NaiveDate {
    NaiveDate::from_ymd_opt(range::LAST_YEAR + 1, 1, 1).unwrap_or(NaiveDate::MAX)
}

/// The occurrences that have not begun, of the days before `until`, in order of start.
pub fn coming(
    schedule: &Schedule,
    almanac: &Almanac,
    now: Instant,
    until: NaiveDate,
) -> Result<Vec<Occurrence>> {
    let today = today(schedule, now);
    let until = until.min(end_of_range());
    if !range::contains(today) || until <= today {
        return Ok(Vec::new());
    }
    let window = Window::new(today, until).map_err(|error| Error::Internal(Box::new(error)))?;
    let mut found = schedule.occurrences(almanac, window);
    found.retain(|one| one.starts_at > now);
    Ok(found)
}

/// Whether no occurrence begins on this day or later.
pub fn is_over(schedule: &Schedule, almanac: &Almanac, from: NaiveDate) -> bool {
    schedule.next(almanac, from, 1).is_empty()
}

/// When an occurrence takes place.
pub fn span(schedule: &Schedule, occurrence: &Occurrence) -> Span {
    let zone = schedule.zone;
    let local = |at: Instant| at.with_timezone(&zone).naive_local();
    Span {
        zone,
        starts_local: local(occurrence.starts_at),
        ends_local: local(occurrence.ends_at),
        starts_at: occurrence.starts_at,
        ends_at: occurrence.ends_at,
    }
}

/// The day that a key names; none if the year has no such day.
pub fn date_of(almanac: &Almanac, key: Key) -> Option<NaiveDate> {
    match key {
        Key::Date(day) | Key::Extra(day) => Some(day),
        Key::Lunar(date) => almanac.gregorian(date).ok(),
        Key::LunarYearEnd(year) => almanac.last_day_of_year(year).ok(),
        Key::SolarTerm(year, term) => term.date(year).ok(),
    }
}

/// The days that were taken out, in order.
pub fn except_dates(schedule: &Schedule, almanac: &Almanac) -> Vec<NaiveDate> {
    let days = schedule.exceptions.iter();
    let days: BTreeSet<NaiveDate> = days.filter_map(|key| date_of(almanac, *key)).collect();
    days.into_iter().collect()
}

/// The keys of those of these days that are the rule's, before any offset, or were added; whether or
/// not they were taken out.
pub fn keys_of(
    schedule: &Schedule,
    almanac: &Almanac,
    days: &BTreeSet<NaiveDate>,
) -> BTreeMap<NaiveDate, Key> {
    let bare = Schedule {
        offset_days: 0,
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
        ..schedule.clone()
    };
    let extra = days.intersection(&schedule.extra_dates);
    let mut keys: BTreeMap<NaiveDate, Key> = extra.map(|day| (*day, Key::Extra(*day))).collect();
    // Day by day, as there may be a great many between them. What is counted is walked from its first day
    // each time, and has few.
    let at_once = match schedule.end {
        End::Count(_) => MAX_WINDOW_DAYS,
        End::Never | End::Until(_) => 1,
    };
    let mut rest = days.iter().copied().filter(|day| range::contains(*day));
    let mut next = rest.next();
    while let Some(from) = next {
        let to = (from + Days::new(at_once)).min(end_of_range());
        if let Ok(window) = Window::new(from, to) {
            let found = bare.occurrences(almanac, window);
            let wanted = found.iter().filter(|one| days.contains(&one.original_date));
            keys.extend(wanted.map(|one| (one.original_date, one.key)));
        }
        next = rest.find(|day| *day >= to);
    }
    keys
}

/// Takes the times before each start at which answers open and close.
pub fn answer_window(faults: &mut Faults, opens_before: Option<i32>, closes_before: Option<i32>) {
    if let Some(minutes) = opens_before {
        faults.number("opensBeforeMinutes", minutes, 1..=MAX_BEFORE_MINUTES);
    }
    if let Some(minutes) = closes_before {
        faults.number("closesBeforeMinutes", minutes, 0..=MAX_BEFORE_MINUTES);
    }
    if let (Some(opens), Some(closes)) = (opens_before, closes_before)
        && opens <= closes
    {
        let other = "closesBeforeMinutes";
        faults.add("opensBeforeMinutes", Rule::NotBefore { other });
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use chrono_tz::Tz;
    use mulin_calendar::rule::{End, Frequency, Gregorian, LeapMonths, Rule as Repeats};
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn weekly() -> Schedule {
        Schedule {
            rule: Repeats::Gregorian(Gregorian::every(Frequency::Weekly)),
            first: day("2027-02-06"),
            end: End::Never,
            start_time: NaiveTime::from_hms_opt(18, 30, 0).unwrap(),
            zone: Tz::Asia__Shanghai,
            duration_minutes: 90,
            offset_days: 0,
            exceptions: BTreeSet::new(),
            extra_dates: BTreeSet::new(),
        }
    }

    #[test]
    fn a_weekly_series_has_78_occurrences_ahead() {
        let now = at("2027-02-01T00:00:00Z");
        let until = horizon(today(&weekly(), now));
        assert_eq!(until, day("2028-08-01"));
        let found = coming(&weekly(), Almanac::standard(), now, until).unwrap();
        assert_eq!(found.len(), 78);
    }

    #[test]
    fn what_has_begun_is_not_coming() {
        let until = day("2027-02-14");
        let coming = |now| coming(&weekly(), Almanac::standard(), at(now), until).unwrap();
        // 18:30 in Shanghai.
        assert_eq!(coming("2027-02-06T10:29:59Z").len(), 2);
        assert_eq!(coming("2027-02-06T10:30:00Z").len(), 1);
        assert!(coming("2027-02-14T00:00:00Z").is_empty());
    }

    #[test]
    fn nothing_is_made_beyond_the_years_that_are_known() {
        assert_eq!(horizon(day("2100-03-01")), day("2101-01-01"));
        let now = at("2100-12-20T00:00:00Z");
        let until = horizon(today(&weekly(), now));
        let found = coming(&weekly(), Almanac::standard(), now, until).unwrap();
        assert_eq!(found.len(), 1);
        let late = at("2103-01-01T00:00:00Z");
        let none = coming(&weekly(), Almanac::standard(), late, day("2104-01-01"));
        assert!(none.unwrap().is_empty());
    }

    #[test]
    fn the_days_taken_out_are_the_rules_days() {
        let mut eve = weekly();
        eve.rule = Repeats::LunarYearEnd;
        eve.offset_days = -1;
        let almanac = Almanac::standard();
        let days = [day("2028-01-25"), day("2028-01-26"), day("2029-02-12")];
        let keys = keys_of(&eve, almanac, &BTreeSet::from(days));
        assert_eq!(
            keys.into_iter().collect::<Vec<_>>(),
            [
                (day("2028-01-25"), Key::LunarYearEnd(2027)),
                (day("2029-02-12"), Key::LunarYearEnd(2028))
            ]
        );
        eve.exceptions.insert(Key::LunarYearEnd(2027));
        assert_eq!(except_dates(&eve, almanac), [day("2028-01-25")]);
    }

    #[test]
    fn a_series_is_over_when_nothing_more_comes() {
        let mut leap = weekly();
        leap.rule = Repeats::LunarDay {
            month: 6,
            day: 1,
            leap: LeapMonths::Only,
        };
        // 闰六月 of 2036 is the next one.
        assert!(!is_over(&leap, Almanac::standard(), day("2027-02-06")));
        leap.end = End::Until(day("2036-12-31"));
        assert!(is_over(&leap, Almanac::standard(), day("2037-01-01")));
    }

    #[test]
    fn answers_open_before_they_close() {
        let told = |opens, closes| {
            let mut faults = Faults::default();
            answer_window(&mut faults, opens, closes);
            faults.into_errors().len()
        };
        assert_eq!(told(None, None), 0);
        assert_eq!(told(Some(60), Some(0)), 0);
        assert_eq!(told(Some(60), Some(60)), 1);
        assert_eq!(told(Some(0), None), 1);
        assert_eq!(told(None, Some(-1)), 1);
    }

    proptest! {
        #[test]
        fn every_occurrence_has_the_key_of_its_day(
            rule in prop_oneof![
                Just(Repeats::Gregorian(Gregorian::every(Frequency::Daily))),
                Just(Repeats::Gregorian(Gregorian::every(Frequency::Monthly))),
                Just(Repeats::LunarYearEnd),
                (1..=12u8, 1..=30u8).prop_map(|(month, day)| Repeats::LunarDay {
                    month, day, leap: LeapMonths::Also,
                }),
            ],
            offset in -31..=31i8,
            now in 0..20_000i64,
        ) {
            let schedule = Schedule { rule, offset_days: offset, ..weekly() };
            let almanac = Almanac::standard();
            let now = at("2027-01-01T00:00:00Z") + chrono::TimeDelta::days(now);
            let until = horizon(today(&schedule, now));
            let found = coming(&schedule, almanac, now, until).unwrap();
            prop_assert!(found.len() <= MAX_MADE);
            let days: BTreeSet<_> = found.iter().map(|one| one.original_date).collect();
            let keys = keys_of(&schedule, almanac, &days);
            for one in found {
                prop_assert_eq!(keys.get(&one.original_date), Some(&one.key));
                prop_assert_eq!(date_of(almanac, one.key), Some(one.original_date));
            }
        }
    }
}
