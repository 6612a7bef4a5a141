//! The calendar against facts of another almanac (`tools/generate.py`), day for day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{Days, NaiveDate};
use mulin_calendar::festival::{Festival, Mark, marks_on};
use mulin_calendar::lunar::{
    Almanac, LunarDate, LunarError, LunarMonth, NewMoonOverride, OverrideFault, UNCERTAIN_NEW_MOONS,
};
use mulin_calendar::range::OutOfRange;

const YEARS: &str = include_str!("fixtures/years.txt");
const FESTIVALS: &str = include_str!("fixtures/festivals.txt");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rows(fixture: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = fixture.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect())
}

/// Each day of the fixture with its lunar date.
fn fixture_days() -> Vec<(NaiveDate, LunarDate)> {
    let mut days = Vec::new();
    for row in rows(YEARS) {
        let year = row[0].parse().unwrap();
        let mut date = day(row[1]);
        let mut number = 0;
        for length in &row[2..] {
            let leap = length.ends_with('+');
            number += u8::from(!leap);
            let month = LunarMonth { number, leap };
            for day in 1..=length.trim_end_matches('+').parse().unwrap() {
                days.push((date, LunarDate { year, month, day }));
                date = date + Days::new(1);
            }
        }
        assert_eq!(number, 12);
    }
    days
}

#[test]
fn every_day_has_the_lunar_date_of_the_fixture() {
    let almanac = Almanac::standard();
    let days = fixture_days();
    assert_eq!(days.last().unwrap().0, day("2101-01-28"));
    for (date, lunar) in days {
        if date > day("2100-12-31") {
            assert_eq!(almanac.lunar_date(date), Err(OutOfRange));
            let refused = Err(LunarError::OutOfRange(OutOfRange));
            assert_eq!(almanac.gregorian(lunar), refused);
        } else {
            assert_eq!(almanac.lunar_date(date), Ok(lunar), "{date}");
            assert_eq!(almanac.gregorian(lunar), Ok(date));
        }
    }
}

#[test]
fn every_festival_is_on_the_day_of_the_fixture() {
    let almanac = Almanac::standard();
    let mut rows = rows(FESTIVALS);
    let header = rows.next().unwrap();
    let festivals: Vec<Festival> = header[1..]
        .iter()
        .map(|key| Festival::from_key(key).unwrap())
        .collect();
    assert_eq!(festivals.len(), Festival::ALL.len());
    let mut years = 1950..=2100;
    for row in rows {
        let year: i32 = row[0].parse().unwrap();
        assert_eq!(years.next(), Some(year));
        for (festival, date) in festivals.iter().zip(&row[1..]) {
            let date = day(date);
            if date > day("2100-12-31") {
                assert_eq!(festival.date(almanac, year), Err(OutOfRange));
                continue;
            }
            assert_eq!(festival.date(almanac, year), Ok(date), "{festival:?}");
            let marks = marks_on(almanac, date).unwrap();
            assert!(marks.contains(&Mark::Festival(*festival)), "{date}");
        }
    }
    assert_eq!(years.next(), None);
}

#[test]
fn the_years_that_a_wrong_calendar_is_known_by() {
    let almanac = Almanac::standard();
    let spring = |year| Festival::SpringFestival.date(almanac, year);
    assert_eq!(spring(2027), Ok(day("2027-02-06")));
    assert_eq!(spring(2030), Ok(day("2030-02-03")));
    // The leap month of 2033 follows the eleventh, not the seventh.
    assert_eq!(almanac.leap_month(2033), Some(11));
    let first = almanac.lunar_date(day("2033-12-22")).unwrap();
    assert_eq!(first.zh(), "农历闰十一月初一");
    assert_eq!(almanac.leap_month(2034), None);
    let days = almanac.days_in_month(2033, LunarMonth::leap(11));
    assert_eq!(days, Ok(29));
}

#[test]
fn what_is_no_date_is_told_apart() {
    let almanac = Almanac::standard();
    let find = |year, month, day| almanac.gregorian(LunarDate { year, month, day });
    let month = LunarMonth::leap(12);
    let none = Err(LunarError::NoSuchMonth { year: 2033, month });
    assert_eq!(find(2033, month, 1), none);
    let none = Err(LunarError::NoSuchDay { days: 29 });
    assert_eq!(find(2033, LunarMonth::leap(11), 30), none);
    assert_eq!(find(2033, LunarMonth::leap(11), 0), none);
    for (year, month) in [
        (1949, 8),
        (1948, 1),
        (2101, 1),
        (i32::MAX, 1),
        (i32::MIN, 1),
    ] {
        let refused = Err(LunarError::OutOfRange(OutOfRange));
        assert_eq!(find(year, LunarMonth::common(month), 1), refused);
    }
    assert_eq!(almanac.lunar_date(day("1949-12-31")), Err(OutOfRange));
    let first = almanac.lunar_date(day("1950-01-01")).unwrap();
    assert_eq!((first.year, first.zh().as_str()), (1949, "农历冬月十三"));
}

#[test]
fn each_uncertain_new_moon_can_be_switched() {
    let standard = Almanac::standard();
    for uncertain in UNCERTAIN_NEW_MOONS {
        let first = standard.lunar_date(uncertain.computed).unwrap();
        assert_eq!(first.day, 1);
        let almanac = Almanac::corrected(&[uncertain.into()]).unwrap();
        // The month begins a day later, and the one before has a day more; all else stays.
        assert_eq!(almanac.lunar_date(uncertain.alternative), Ok(first));
        assert_eq!(almanac.lunar_date(uncertain.computed).unwrap().day, 30);
        let changed = fixture_days().into_iter().filter(|(date, lunar)| {
            *date <= day("2100-12-31") && almanac.lunar_date(*date) != Ok(*lunar)
        });
        let days = standard.days_in_month(first.year, first.month).unwrap();
        let changed: Vec<NaiveDate> = changed.map(|(date, _)| date).collect();
        assert_eq!(changed.len(), usize::from(days));
        assert_eq!(changed[0], uncertain.computed);
    }
    let all = UNCERTAIN_NEW_MOONS.map(NewMoonOverride::from);
    let almanac = Almanac::corrected(&all).unwrap();
    // 中元 of 2097 moves with its month, 重阳 of 2057 and 中秋 of 2089 too.
    for (festival, year, date) in [
        (Festival::Zhongyuan, 2097, "2097-08-22"),
        (Festival::DoubleNinth, 2057, "2057-10-07"),
        (Festival::MidAutumn, 2089, "2089-09-19"),
    ] {
        assert_eq!(festival.date(&almanac, year), Ok(day(date)));
        let computed = festival.date(standard, year).unwrap();
        assert_eq!(computed + Days::new(1), day(date));
    }
}

#[test]
fn corrections_that_cannot_be_are_all_told() {
    let of = |computed, begins| NewMoonOverride {
        computed: day(computed),
        begins: day(begins),
    };
    let twice = of("2057-09-28", "2057-09-29");
    let overrides = [
        of("2057-09-27", "2057-09-28"),
        of("2089-09-04", "2089-09-06"),
        twice,
        twice,
        // The month before has 30 days already.
        of("2026-03-19", "2026-03-20"),
    ];
    let errors = Almanac::corrected(&overrides).unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| (error.of, error.fault)).collect();
    assert_eq!(
        found,
        [
            (overrides[0], OverrideFault::NoMonthBegins),
            (overrides[1], OverrideFault::NotOneDay),
            (twice, OverrideFault::Twice),
            (overrides[4], OverrideFault::MonthLength),
        ]
    );
}
