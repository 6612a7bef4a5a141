//! Tests of what clients send as schedules.

use proptest::prelude::*;

use super::*;

fn weekly() -> ScheduleInput {
    ScheduleInput {
        rule: RuleInput::Gregorian(GregorianInput {
            frequency: Frequency::Weekly,
            interval: None,
            by_weekday: vec![WeekdayInput {
                weekday: Weekday::Sat,
                nth: None,
            }],
            by_month_day: Vec::new(),
            by_month: Vec::new(),
        }),
        first_date: "2027-02-06".to_owned(),
        until: None,
        count: None,
        start_time: "18:30".to_owned(),
        duration_minutes: 90,
        time_zone: None,
        offset_days: None,
        except_dates: Vec::new(),
        extra_dates: Vec::new(),
    }
}

fn checked(input: &ScheduleInput) -> Result<Schedule, Vec<String>> {
    let mut faults = Faults::default();
    let almanac = Almanac::standard();
    let schedule = input.check(&mut faults, almanac, Tz::Asia__Shanghai);
    let told: Vec<_> = faults
        .into_errors()
        .iter()
        .map(ToString::to_string)
        .collect();
    match schedule {
        Some(schedule) if told.is_empty() => Ok(schedule),
        _ => Err(told),
    }
}

fn faults(change: impl FnOnce(&mut ScheduleInput)) -> Vec<String> {
    let mut input = weekly();
    change(&mut input);
    checked(&input).unwrap_err()
}

fn gregorian(frequency: Frequency) -> GregorianInput {
    GregorianInput {
        frequency,
        interval: None,
        by_weekday: Vec::new(),
        by_month_day: Vec::new(),
        by_month: Vec::new(),
    }
}

#[test]
fn a_schedule_is_taken_in_the_default_zone() {
    let schedule = checked(&weekly()).unwrap();
    assert_eq!(schedule.zone, Tz::Asia__Shanghai);
    assert_eq!(
        schedule.start_time,
        NaiveTime::from_hms_opt(18, 30, 0).unwrap()
    );
    assert_eq!(schedule.end, End::Never);
    let mut berlin = weekly();
    berlin.time_zone = Some("Europe/Berlin".to_owned());
    assert_eq!(checked(&berlin).unwrap().zone, Tz::Europe__Berlin);
}

#[test]
fn a_rule_that_never_occurs_is_refused() {
    let never = ["schedule.rule: NEVER_OCCURS"];
    // 30 February.
    let mut february = gregorian(Frequency::Yearly);
    february.by_month = vec![2];
    february.by_month_day = vec![30];
    assert_eq!(faults(|of| of.rule = RuleInput::Gregorian(february)), never);
    // 闰十二月: none in the years that are known.
    let leap = RuleInput::LunarDay {
        month: 12,
        day: 1,
        leap: LeapMonths::Only,
    };
    assert_eq!(faults(|of| of.rule = leap), never);
    // 除夕 comes, but not before the end.
    let told = faults(|of| {
        of.rule = RuleInput::LunarYearEnd;
        of.first_date = "2027-02-06".to_owned();
        of.until = Some("2027-12-31".to_owned());
    });
    assert_eq!(told, ["schedule.until: NEVER_OCCURS"]);
}

#[test]
fn one_that_is_not_over_when_it_comes_again_is_refused() {
    let told = faults(|of| {
        of.rule = RuleInput::Gregorian(gregorian(Frequency::Daily));
        of.duration_minutes = 25 * 60;
    });
    assert_eq!(told, ["schedule.durationMinutes: TOO_OFTEN"]);
}

#[test]
fn an_end_before_the_beginning_is_refused() {
    let told = faults(|of| of.until = Some("2027-02-05".to_owned()));
    assert_eq!(told, ["schedule.until: END_BEFORE_START"]);
}

#[test]
fn every_fault_is_told_at_once_and_none_that_follows_from_another() {
    let told = faults(|of| {
        of.first_date = "soon".to_owned();
        of.until = Some("1999-01-01".to_owned());
        of.count = Some(0);
        of.start_time = "noon".to_owned();
        of.duration_minutes = 0;
        of.time_zone = Some("Mars/Olympus".to_owned());
        of.offset_days = Some(99);
        of.extra_dates = vec!["2027-02-31".to_owned()];
        let mut rule = gregorian(Frequency::Weekly);
        rule.interval = Some(0);
        rule.by_month_day = vec![40, 41];
        rule.by_month = vec![2, 2];
        of.rule = RuleInput::Gregorian(rule);
    });
    for wanted in [
        "schedule.firstDate: INVALID_FORMAT",
        "schedule.count: NOT_TOGETHER",
        "schedule.count: OUT_OF_RANGE",
        "schedule.startTime: INVALID_FORMAT",
        "schedule.durationMinutes: OUT_OF_RANGE",
        "schedule.timeZone: UNKNOWN_TIME_ZONE",
        "schedule.offsetDays: OUT_OF_RANGE",
        "schedule.extraDates: INVALID_FORMAT",
        "schedule.rule.gregorian.interval: OUT_OF_RANGE",
        "schedule.rule.gregorian.byMonthDay: OUT_OF_RANGE",
        "schedule.rule.gregorian.byMonthDay: NOT_TOGETHER",
        "schedule.rule.gregorian.byMonth: DUPLICATE",
    ] {
        assert!(told.iter().any(|one| one == wanted), "{wanted}: {told:?}");
    }
    // The end precedes only the day that could not be read.
    let follows = told
        .iter()
        .filter(|one| one.contains("END_BEFORE") || one.contains("NEVER"));
    assert_eq!(follows.count(), 0, "{told:?}");
}

#[test]
fn what_is_taken_out_must_be_a_day_of_the_rule() {
    let told = faults(|of| of.except_dates = vec!["2027-02-14".to_owned()]);
    assert_eq!(told, ["schedule.exceptDates: NOT_OF_THE_RULE"]);
    let told = faults(|of| {
        of.count = Some(1);
        of.except_dates = vec!["2027-02-06".to_owned()];
    });
    assert_eq!(told, ["schedule.exceptDates: NEVER_OCCURS"]);
    // The evening before 除夕 is named by 除夕.
    let mut eve = weekly();
    eve.rule = RuleInput::LunarYearEnd;
    eve.offset_days = Some(-1);
    eve.except_dates = vec!["2028-01-25".to_owned()];
    assert_eq!(checked(&eve).unwrap().exceptions.len(), 1);
    eve.except_dates = vec!["2028-01-24".to_owned()];
    assert!(checked(&eve).is_err());
}

#[test]
fn lists_are_bounded() {
    let days = |count| {
        let first = NaiveDate::from_ymd_opt(2027, 2, 6).unwrap();
        first
            .iter_days()
            .take(count)
            .map(|day| day.to_string())
            .collect()
    };
    let told = faults(|of| of.extra_dates = days(MAX_EXTRA_DATES + 1));
    assert_eq!(told, ["schedule.extraDates: TOO_MANY_ITEMS"]);
    let told = faults(|of| of.except_dates = days(MAX_EXCEPTIONS + 1));
    assert_eq!(told, ["schedule.exceptDates: TOO_MANY_ITEMS"]);
}

fn rules() -> impl Strategy<Value = RuleInput> {
    let leap = prop_oneof![Just(LeapMonths::Skip), Just(LeapMonths::Also)];
    prop_oneof![
        (1..5i32).prop_map(|interval| RuleInput::Gregorian(GregorianInput {
            interval: Some(interval),
            ..gregorian(Frequency::Weekly)
        })),
        (-3..=3i32)
            .prop_filter("no nought", |nth| *nth != 0)
            .prop_map(|nth| {
                let by_weekday = vec![WeekdayInput {
                    weekday: Weekday::Sun,
                    nth: Some(nth),
                }];
                RuleInput::Gregorian(GregorianInput {
                    by_weekday,
                    interval: Some(1),
                    ..gregorian(Frequency::Monthly)
                })
            }),
        (1..=12i32, 1..=29i32, leap).prop_map(|(month, day, leap)| RuleInput::LunarDay {
            month,
            day,
            leap
        }),
        Just(RuleInput::LunarYearEnd),
        Just(RuleInput::SolarTerm {
            term: SolarTerm::Qingming
        }),
    ]
}

proptest! {
    #[test]
    fn a_schedule_is_written_as_it_was_sent(
        rule in rules(),
        count in proptest::option::of(5..50i32),
        offset in -5..=5i32,
        skipped in proptest::collection::btree_set(1..4usize, 0..3),
    ) {
        let mut input = ScheduleInput {
            rule,
            count,
            offset_days: Some(offset),
            time_zone: Some("Asia/Shanghai".to_owned()),
            ..weekly()
        };
        let almanac = Almanac::standard();
        let schedule = checked(&input).unwrap();
        let next = schedule.next(almanac, schedule.first, 5);
        let skipped = skipped.into_iter().map(|at| next[at].original_date);
        input.except_dates = skipped.collect::<BTreeSet<_>>().iter().map(ToString::to_string)
            .collect();
        let schedule = checked(&input).unwrap();
        prop_assert_eq!(ScheduleInput::of(&schedule, almanac), input);
    }

    #[test]
    fn nothing_that_is_sent_makes_it_panic(
        first in ".{0,12}", until in proptest::option::of("[0-9-]{0,12}"),
        numbers in proptest::collection::vec(any::<i32>(), 6),
        days in proptest::collection::vec("[0-9-]{8,10}", 0..4),
    ) {
        let mut rule = gregorian(Frequency::Monthly);
        rule.interval = Some(numbers[0]);
        rule.by_month_day = vec![numbers[1]];
        rule.by_month = vec![numbers[2]];
        let input = ScheduleInput {
            rule: RuleInput::Gregorian(rule),
            first_date: first.clone(),
            until,
            count: Some(numbers[3]),
            start_time: first,
            duration_minutes: numbers[4],
            offset_days: Some(numbers[5]),
            except_dates: days.clone(),
            extra_dates: days,
            ..weekly()
        };
        let _ = checked(&input);
    }
}
