//! Schedules and windows that are refused.

use chrono::Weekday;
use mulin_calendar::fault::FaultKind;
use mulin_calendar::rule::{
    End, Frequency, Gregorian, LeapMonths, NthWeekday, Rule, Schedule, Window, WindowError,
};

use crate::{day, every, faults, lunar, schedule};

#[test]
fn what_never_occurs_is_refused() {
    let thirtieth = Gregorian {
        by_month: vec![2],
        by_month_day: vec![30],
        ..every(Frequency::Yearly)
    };
    let never = [("rule", FaultKind::NeverOccurs)];
    assert_eq!(faults(&schedule(Rule::Gregorian(thirtieth.clone()))), never);
    let daily = Gregorian {
        frequency: Frequency::Daily,
        ..thirtieth
    };
    assert_eq!(faults(&schedule(Rule::Gregorian(daily))), never);
    assert_eq!(faults(&lunar(12, 1, LeapMonths::Only)), never);
    assert_eq!(faults(&lunar(1, 1, LeapMonths::Only)), never);
    assert_eq!(faults(&lunar(11, 1, LeapMonths::Only)), []);
    // The leap eleventh month of 2033 has 29 days, and there is none before.
    assert_eq!(faults(&lunar(11, 30, LeapMonths::Only)), never);
    let ended = Schedule {
        end: End::Until(day("2026-09-01")),
        ..lunar(8, 15, LeapMonths::Skip)
    };
    assert_eq!(faults(&ended), [("end.until", FaultKind::NeverOccurs)]);
    let emptied = Schedule {
        end: End::Count(1),
        exceptions: ["lunar-2026-08-15".parse().unwrap()].into(),
        ..lunar(8, 15, LeapMonths::Skip)
    };
    assert_eq!(faults(&emptied), [("end.count", FaultKind::NeverOccurs)]);
}

#[test]
fn what_occurs_before_it_has_ended_is_refused() {
    let mut schedule = schedule(Rule::Gregorian(every(Frequency::Daily)));
    schedule.duration_minutes = 24 * 60;
    assert_eq!(faults(&schedule), []);
    schedule.duration_minutes += 1;
    assert_eq!(
        faults(&schedule),
        [("durationMinutes", FaultKind::TooOften)]
    );
}

#[test]
fn every_fault_is_told_at_once() {
    let rule = Gregorian {
        interval: 0,
        by_weekday: vec![
            NthWeekday::nth(6, Weekday::Mon),
            NthWeekday::nth(6, Weekday::Mon),
        ],
        by_month_day: vec![0, 32],
        by_month: vec![13],
        ..every(Frequency::Weekly)
    };
    let schedule = Schedule {
        first: day("1949-12-31"),
        end: End::Count(0),
        duration_minutes: 0,
        offset_days: 32,
        extra_dates: [day("2101-01-01")].into(),
        ..schedule(Rule::Gregorian(rule))
    };
    let range = |min, max| FaultKind::Range { min, max };
    let other = "rule.frequency";
    assert_eq!(
        faults(&schedule),
        [
            ("rule.interval", range(1, 366)),
            ("rule.byMonth", range(1, 12)),
            ("rule.byMonthDay", range(1, 31)),
            ("rule.byMonthDay", range(-31, 31)),
            ("rule.byWeekday", range(-5, 5)),
            ("rule.byWeekday", FaultKind::Duplicate),
            ("rule.byWeekday", FaultKind::NotTogether { other }),
            ("rule.byMonthDay", FaultKind::NotTogether { other }),
            (
                "rule.byWeekday",
                FaultKind::NotTogether {
                    other: "rule.byMonthDay"
                }
            ),
            ("first", FaultKind::OutOfRange),
            ("end.count", range(1, 1_000)),
            ("durationMinutes", range(1, 44_640)),
            ("offsetDays", range(-31, 31)),
            ("extraDates", FaultKind::OutOfRange),
        ]
    );
    let backwards = Schedule {
        end: End::Until(day("2025-12-31")),
        ..lunar(13, 31, LeapMonths::Also)
    };
    let expected = [
        ("rule.month", range(1, 12)),
        ("rule.day", range(1, 30)),
        ("end.until", FaultKind::EndBeforeStart),
    ];
    assert_eq!(faults(&backwards), expected);
}

#[test]
fn windows_are_bounded() {
    let of = |from, to| Window::new(day(from), day(to));
    assert!(of("2026-01-01", "2026-01-01").is_ok());
    assert!(of("2098-01-01", "2101-01-01").is_ok());
    assert!(matches!(
        of("2100-01-01", "2101-01-02"),
        Err(WindowError::OutOfRange(_))
    ));
    assert!(matches!(
        of("1949-12-31", "1950-01-02"),
        Err(WindowError::OutOfRange(_))
    ));
    assert_eq!(
        of("2026-01-02", "2026-01-01"),
        Err(WindowError::EndBeforeStart)
    );
    assert_eq!(of("2026-01-01", "2029-02-01"), Err(WindowError::TooLong));
}
