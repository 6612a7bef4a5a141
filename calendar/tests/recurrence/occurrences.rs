//! What a schedule gives.

use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;
use mulin_calendar::lunar::{Almanac, NewMoonOverride, UNCERTAIN_NEW_MOONS};
use mulin_calendar::rule::{End, Frequency, Gregorian, LeapMonths, NthWeekday, Rule, Schedule};
use mulin_calendar::solar::SolarTerm;

use crate::{day, every, faults, lunar, next, schedule, told, window};

#[test]
fn every_28th() {
    let rule = Gregorian {
        by_month_day: vec![28],
        ..every(Frequency::Monthly)
    };
    let schedule = schedule(Rule::Gregorian(rule));
    assert_eq!(faults(&schedule), []);
    let expected = [
        "2026-01-28 2026-01-28 10:30",
        "2026-02-28 2026-02-28 10:30",
        "2026-03-28 2026-03-28 10:30",
    ];
    assert_eq!(next(&schedule, 3), expected);
}

#[test]
fn the_31st_and_the_last() {
    let of = |by_month_day| {
        let rule = Gregorian {
            by_month_day,
            ..every(Frequency::Monthly)
        };
        let found = schedule(Rule::Gregorian(rule));
        let found = found.next(Almanac::standard(), day("2026-01-01"), 3);
        found
            .iter()
            .map(|one| one.key.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(vec![31]), ["2026-01-31", "2026-03-31", "2026-05-31"]);
    assert_eq!(of(vec![-1]), ["2026-01-31", "2026-02-28", "2026-03-31"]);
    assert_eq!(of(vec![-31, 1]), ["2026-01-01", "2026-02-01", "2026-03-01"]);
}

#[test]
fn every_mid_autumn_and_the_evening_before() {
    let mut schedule = lunar(8, 15, LeapMonths::Skip);
    let expected = [
        "lunar-2026-08-15 2026-09-25 10:30",
        "lunar-2027-08-15 2027-09-15 10:30",
        "lunar-2028-08-15 2028-10-03 10:30",
    ];
    assert_eq!(next(&schedule, 3), expected);
    schedule.offset_days = -1;
    assert_eq!(next(&schedule, 1), ["lunar-2026-08-15 2026-09-24 10:30"]);
    let one = schedule.next(Almanac::standard(), schedule.first, 1)[0];
    assert_eq!(one.original_date, day("2026-09-25"));
    assert_eq!(one.local_date, day("2026-09-24"));
    assert_eq!((one.ends_at - one.starts_at).num_minutes(), 120);
}

#[test]
fn keys_hold_the_lunar_year() {
    let laba = lunar(12, 8, LeapMonths::Skip);
    let expected = [
        "lunar-2025-12-08 2026-01-26 10:30",
        "lunar-2026-12-08 2027-01-15 10:30",
        "lunar-2027-12-08 2028-01-04 10:30",
    ];
    assert_eq!(next(&laba, 3), expected);
    let eve = schedule(Rule::LunarYearEnd);
    let expected = [
        "lunar-2025-end 2026-02-16 10:30",
        "lunar-2026-end 2027-02-05 10:30",
    ];
    assert_eq!(next(&eve, 2), expected);
}

#[test]
fn leap_months_are_skipped_or_not() {
    // The leap eleventh month of 2033.
    let of = |leap| {
        let schedule = Schedule {
            first: day("2032-01-01"),
            ..lunar(11, 1, leap)
        };
        let found = schedule.occurrences(Almanac::standard(), window("2032-06-01", "2034-12-31"));
        told(&found)
    };
    let expected = [
        "lunar-2032-11-01 2032-12-03 10:30",
        "lunar-2033-11-01 2033-11-22 10:30",
        "lunar-2034-11-01 2034-12-11 10:30",
    ];
    assert_eq!(of(LeapMonths::Skip), expected);
    let leap = "lunar-2033-11L-01 2033-12-22 10:30";
    assert_eq!(of(LeapMonths::Only), [leap]);
    let also = [expected[0], expected[1], leap, expected[2]];
    assert_eq!(of(LeapMonths::Also), also);
}

#[test]
fn solar_terms_are_of_the_gregorian_year() {
    let term = SolarTerm::Qingming;
    let schedule = schedule(Rule::SolarTerm { term });
    let expected = [
        "term-2026-qingming 2026-04-05 10:30",
        "term-2027-qingming 2027-04-05 10:30",
    ];
    assert_eq!(next(&schedule, 2), expected);
}

#[test]
fn a_corrected_new_moon_moves_the_day_and_not_the_key() {
    let schedule = Schedule {
        first: day("2089-01-01"),
        ..lunar(8, 15, LeapMonths::Skip)
    };
    let overrides = UNCERTAIN_NEW_MOONS.map(NewMoonOverride::from);
    let corrected = Almanac::corrected(&overrides).unwrap();
    let [before, after] =
        [Almanac::standard(), &corrected].map(|of| told(&schedule.next(of, schedule.first, 1)));
    assert_eq!(before, ["lunar-2089-08-15 2089-09-18 10:30"]);
    assert_eq!(after, ["lunar-2089-08-15 2089-09-19 10:30"]);
}

#[test]
fn exceptions_and_extra_dates() {
    let saturdays = Gregorian {
        by_weekday: vec![NthWeekday::each(Weekday::Sat)],
        ..every(Frequency::Weekly)
    };
    let mut schedule = schedule(Rule::Gregorian(saturdays));
    schedule.exceptions = ["2026-01-10", "extra-2026-01-14"]
        .map(|key| key.parse().unwrap())
        .into();
    // One that the rule has already, one on a day that was taken out, one that was taken out itself.
    schedule.extra_dates = ["2026-01-03", "2026-01-10", "2026-01-13", "2026-01-14"]
        .map(day)
        .into();
    let expected = [
        "2026-01-03 2026-01-03 10:30",
        "extra-2026-01-10 2026-01-10 10:30",
        "extra-2026-01-13 2026-01-13 10:30",
        "2026-01-17 2026-01-17 10:30",
    ];
    assert_eq!(next(&schedule, 4), expected);
    let found = schedule.occurrences(Almanac::standard(), window("2026-01-01", "2026-01-18"));
    assert_eq!(told(&found), expected);
}

#[test]
fn counts_begin_at_the_first_wherever_the_window_is() {
    let mut schedule = schedule(Rule::Gregorian(every(Frequency::Daily)));
    schedule.end = End::Count(5);
    // One that was taken out counts.
    schedule.exceptions = [("2026-01-02").parse().unwrap()].into();
    let all = schedule.occurrences(Almanac::standard(), window("2026-01-04", "2026-02-01"));
    assert_eq!(
        told(&all),
        ["2026-01-04 2026-01-04 10:30", "2026-01-05 2026-01-05 10:30"]
    );
    schedule.end = End::Until(day("2026-01-04"));
    let all = schedule.occurrences(Almanac::standard(), window("2026-01-04", "2026-02-01"));
    assert_eq!(told(&all), ["2026-01-04 2026-01-04 10:30"]);
}

#[test]
fn clocks_that_change_are_followed() {
    let mut schedule = schedule(Rule::Gregorian(every(Frequency::Daily)));
    schedule.zone = Tz::Europe__Berlin;
    schedule.start_time = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
    let starts = |from, to| {
        let found = schedule.occurrences(Almanac::standard(), window(from, to));
        let starts = found
            .iter()
            .map(|one| one.starts_at.format("%dT%R").to_string());
        starts.collect::<Vec<_>>()
    };
    let spring = ["27T01:30", "28T01:00", "29T00:30"];
    assert_eq!(starts("2027-03-27", "2027-03-30"), spring);
    // The first of the two on the 31st.
    let autumn = ["30T00:30", "31T00:30", "01T01:30"];
    assert_eq!(starts("2027-10-30", "2027-11-02"), autumn);
}

#[test]
fn a_schedule_is_stored_in_words_that_do_not_change() {
    let saturdays = Gregorian {
        interval: 2,
        by_weekday: vec![NthWeekday::nth(-1, Weekday::Sat)],
        ..every(Frequency::Monthly)
    };
    let schedule = Schedule {
        end: End::Count(12),
        offset_days: -1,
        exceptions: ["2026-01-31".parse().unwrap()].into(),
        extra_dates: [day("2026-02-14")].into(),
        ..schedule(Rule::Gregorian(saturdays))
    };
    let stored = serde_json::json!({
        "rule": {
            "kind": "gregorian", "frequency": "monthly", "interval": 2, "by_weekday": ["-1SA"]
        },
        "first": "2026-01-01",
        "end": { "count": 12 },
        "start_time": "18:30:00",
        "zone": "Asia/Shanghai",
        "duration_minutes": 120,
        "offset_days": -1,
        "exceptions": ["2026-01-31"],
        "extra_dates": ["2026-02-14"],
    });
    assert_eq!(serde_json::to_value(&schedule).unwrap(), stored);
    assert_eq!(
        serde_json::from_value::<Schedule>(stored).unwrap(),
        schedule
    );
    for (rule, stored) in [
        (
            lunar(8, 15, LeapMonths::Skip).rule,
            serde_json::json!({ "kind": "lunar_day", "month": 8, "day": 15, "leap": "skip" }),
        ),
        (
            Rule::LunarYearEnd,
            serde_json::json!({ "kind": "lunar_year_end" }),
        ),
        (
            Rule::SolarTerm {
                term: SolarTerm::WinterSolstice,
            },
            serde_json::json!({ "kind": "solar_term", "term": "winter_solstice" }),
        ),
    ] {
        assert_eq!(serde_json::to_value(&rule).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Rule>(stored).unwrap(), rule);
    }
}
