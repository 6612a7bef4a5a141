//! What holds for every schedule.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Tz;
use mulin_calendar::lunar::Almanac;
use mulin_calendar::mapping::{Slot, Span, map};
use mulin_calendar::rule::{
    End, Frequency, Gregorian, Key, LeapMonths, NthWeekday, Occurrence, Rule, Schedule, Window,
};
use mulin_calendar::solar::SolarTerm;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];
const ZONES: [Tz; 7] = [
    Tz::Asia__Shanghai,
    Tz::Asia__Urumqi,
    Tz::Europe__Berlin,
    Tz::America__Sao_Paulo,
    Tz::Australia__Lord_Howe,
    Tz::Asia__Pyongyang,
    Tz::UTC,
];

fn dates() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1951, 1, 1).unwrap();
    (0_u64..53_000).prop_map(move |days| first + Days::new(days))
}

fn weekdays(nth: bool) -> impl Strategy<Value = Vec<NthWeekday>> {
    let nths = prop_oneof![
        Just(None),
        select(vec![-5_i8, -2, -1, 1, 2, 3, 4, 5]).prop_map(Some)
    ];
    let nths = nths.prop_map(move |of| if nth { of } else { None });
    let days = subsequence(WEEKDAYS.to_vec(), 0..4);
    (days, nths).prop_map(|(days, nth)| {
        let of = |weekday| NthWeekday { nth, weekday };
        days.into_iter().map(of).collect()
    })
}

fn gregorian() -> impl Strategy<Value = Gregorian> {
    let frequency = select(vec![
        Frequency::Daily,
        Frequency::Weekly,
        Frequency::Monthly,
        Frequency::Yearly,
    ]);
    let month_days = subsequence(
        (-31..=31).filter(|day| *day != 0).collect::<Vec<i8>>(),
        0..4,
    );
    let months = subsequence((1..=12).collect::<Vec<u8>>(), 0..4);
    let parts = (
        1_u16..6,
        weekdays(false),
        weekdays(true),
        month_days,
        months,
    );
    (frequency, parts).prop_map(|(frequency, parts)| {
        let (interval, each, nth, month_days, months) = parts;
        let by_months = matches!(frequency, Frequency::Monthly | Frequency::Yearly);
        let by_weekday = if by_months { nth } else { each };
        let numbered = by_weekday.iter().any(|day| day.nth.is_some());
        let by_day = frequency != Frequency::Weekly && !numbered;
        let mut rule = Gregorian {
            frequency,
            interval,
            by_weekday,
            by_month_day: if by_day { month_days } else { Vec::new() },
            by_month: months,
        };
        if frequency == Frequency::Yearly && rule.by_month.is_empty() {
            rule.by_weekday.clear();
            rule.by_month_day.clear();
        }
        rule
    })
}

fn rules() -> impl Strategy<Value = Rule> {
    let leap = select(vec![LeapMonths::Skip, LeapMonths::Also, LeapMonths::Only]);
    prop_oneof![
        3 => gregorian().prop_map(Rule::Gregorian),
        1 => (1_u8..=12, 1_u8..=30, leap)
            .prop_map(|(month, day, leap)| Rule::LunarDay { month, day, leap }),
        1 => Just(Rule::LunarYearEnd),
        1 => select(SolarTerm::ALL.to_vec()).prop_map(|term| Rule::SolarTerm { term }),
    ]
}

prop_compose! {
    fn schedules()(
        rule in rules(),
        first in dates(),
        end in prop_oneof![
            Just(End::Never),
            (1_u32..200).prop_map(End::Count),
            dates().prop_map(End::Until),
        ],
        minutes in 0_u32..1_440,
        zone in select(ZONES.to_vec()),
        offset_days in -31_i8..=31,
        extra in prop::collection::btree_set(0_u64..800, 0..4),
        excepted in prop::collection::btree_set(0_u64..800, 0..4),
    ) -> Schedule {
        let near = |days: &u64| first + Days::new(*days);
        let start_time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0);
        Schedule {
            rule,
            first,
            end,
            start_time: start_time.unwrap(),
            zone,
            duration_minutes: 90,
            offset_days,
            exceptions: excepted.iter().map(|days| Key::Date(near(days))).collect(),
            extra_dates: extra.iter().map(near).collect(),
        }
    }
}

/// The last day from which the longest window stays in range.
fn latest() -> NaiveDate {
    NaiveDate::from_ymd_opt(2097, 12, 31).unwrap()
}

fn of(schedule: &Schedule, from: NaiveDate, days: u64) -> Vec<Occurrence> {
    let window = Window::new(from, from + Days::new(days)).unwrap();
    schedule.occurrences(Almanac::standard(), window)
}

proptest! {
    #[test]
    fn adjoining_windows_hold_what_the_whole_holds(
        schedule in schedules(),
        start in 0_u64..400,
        one in 0_u64..400,
        other in 0_u64..400,
    ) {
        let from = (schedule.first + Days::new(start)).min(
            latest(),
        );
        let mut parts = of(&schedule, from, one);
        parts.extend(of(&schedule, from + Days::new(one), other));
        prop_assert_eq!(parts, of(&schedule, from, one + other));
    }

    #[test]
    fn occurrences_are_sorted_and_their_keys_unique(schedule in schedules()) {
        let from = schedule.first.min(latest());
        let found = of(&schedule, from, 1_096);
        prop_assert!(found.len() <= 1_096 + schedule.extra_dates.len());
        prop_assert!(found.windows(2).all(|pair| pair[0].starts_at <= pair[1].starts_at));
        let keys: HashSet<Key> = found.iter().map(|one| one.key).collect();
        prop_assert_eq!(keys.len(), found.len());
        for one in &found {
            prop_assert!(!schedule.exceptions.contains(&one.key));
            prop_assert_eq!(one.key.to_string().parse(), Ok(one.key));
            // The clocks show the start time, or the first time after the gap in which it lies.
            let shown = schedule.zone.from_utc_datetime(&one.starts_at.naive_utc()).naive_local();
            let asked = one.local_date.and_time(schedule.start_time);
            if shown != asked {
                prop_assert!(schedule.zone.from_local_datetime(&asked).earliest().is_none());
                prop_assert!(shown > asked);
            }
        }
    }

    #[test]
    fn a_preview_is_the_beginning_of_the_whole(schedule in schedules(), count in 1_usize..20) {
        let from = schedule.first.min(latest());
        let whole = of(&schedule, from, 1_096);
        let preview = schedule.next(Almanac::standard(), from, count);
        let both = preview.len().min(whole.len());
        prop_assert_eq!(&preview[..both], &whole[..both]);
        prop_assert!(preview.len() >= whole.len().min(count));
    }

    #[test]
    fn a_stored_schedule_is_the_same(schedule in schedules()) {
        let stored = serde_json::to_string(&schedule).unwrap();
        prop_assert_eq!(serde_json::from_str::<Schedule>(&stored).unwrap(), schedule);
    }

    #[test]
    fn any_schedule_is_answered_or_refused(
        schedule in schedules(),
        interval in any::<u16>(),
        numbers in any::<(i8, i8, u8)>(),
    ) {
        let rule = Gregorian {
            interval,
            by_weekday: vec![NthWeekday::nth(numbers.0, Weekday::Mon)],
            by_month_day: vec![numbers.1],
            by_month: vec![numbers.2],
            ..Gregorian::every(Frequency::Daily)
        };
        let odd = Schedule { rule: Rule::Gregorian(rule), ..schedule.clone() };
        let lunar = Rule::LunarDay { month: numbers.2, day: numbers.2, leap: LeapMonths::Also };
        let lunar = Schedule { rule: lunar, ..schedule.clone() };
        let ends = [NaiveDate::MIN, NaiveDate::MAX];
        let beyond = ends.map(|first| Schedule {
            first,
            end: End::Until(first),
            extra_dates: ends.into(),
            duration_minutes: u32::MAX,
            offset_days: numbers.0,
            ..schedule.clone()
        });
        for schedule in [vec![odd, lunar], beyond.into()].concat() {
            let from = schedule.first.clamp(
                NaiveDate::from_ymd_opt(1950, 1, 1).unwrap(),
                latest(),
            );
            // Neither panics nor runs on.
            let _ = schedule.check(Almanac::standard());
            prop_assert!(of(&schedule, from, 1_096).len() <= 1_100);
            prop_assert!(schedule.next(Almanac::standard(), schedule.first, 200).len() <= 100);
        }
    }

    #[test]
    fn a_rule_means_what_another_library_reads_in_it(rule in gregorian(), first in dates()) {
        // The other library knows no fifth last.
        prop_assume!(rule.by_weekday.iter().all(|day| day.nth != Some(-5)));
        let from = first.min(NaiveDate::from_ymd_opt(2090, 1, 1).unwrap());
        let schedule = Schedule {
            rule: Rule::Gregorian(rule.clone()),
            first: from,
            end: End::Never,
            start_time: NaiveTime::MIN,
            zone: Tz::UTC,
            duration_minutes: 60,
            offset_days: 0,
            exceptions: Default::default(),
            extra_dates: Default::default(),
        };
        let ours: Vec<NaiveDate> = (0..3)
            .flat_map(|part| of(&schedule, from + Days::new(part * 1_096), 1_096))
            .map(|one| one.local_date)
            .collect();
        prop_assert_eq!(ours, theirs(&rule, from, 3 * 1_096));
    }

    #[test]
    fn a_mapping_names_each_occurrence_once(
        old in schedules(),
        rule in rules(),
        start in 0_u64..40,
    ) {
        let from = old.first.min(latest());
        let new = Schedule { rule, first: from + Days::new(start), ..old.clone() };
        let slots = |of: &[Occurrence]| of.iter().map(Slot::from).collect::<Vec<_>>();
        let (was, will) = (slots(&of(&old, from, 500)), slots(&of(&new, from, 500)));
        let almanac = Almanac::standard();
        let span = Span::between(&old.rule, &new.rule);
        let mapping = map(almanac, span, &was, &will);
        let sorted = |mut keys: Vec<Key>| { keys.sort(); keys };
        let keys = |of: &[Slot]| sorted(of.iter().map(|slot| slot.key).collect());
        let kept = mapping.kept.iter();
        let of_old = kept.clone().map(|(old, _)| *old).chain(mapping.unmatched.iter().copied());
        prop_assert_eq!(sorted(of_old.collect()), keys(&was));
        let of_new = kept.map(|(_, new)| *new).chain(mapping.added.iter().copied());
        prop_assert_eq!(sorted(of_new.collect()), keys(&will));
        // A rule that stays keeps every occurrence as it is.
        let same = map(almanac, Span::between(&old.rule, &old.rule), &was, &was);
        prop_assert!(same.kept.iter().all(|(old, new)| old == new));
        prop_assert_eq!(same.kept.len(), was.len());
    }
}

/// The days that the `rrule` crate finds.
fn theirs(rule: &Gregorian, first: NaiveDate, days: u64) -> Vec<NaiveDate> {
    let names = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    let mut text = format!(
        "DTSTART:{}\nRRULE:FREQ={};INTERVAL={}",
        first.format("%Y%m%dT000000Z"),
        names[rule.frequency as usize],
        rule.interval
    );
    let list = |name: &str, items: Vec<String>| match items.is_empty() {
        true => String::new(),
        false => format!(";{name}={}", items.join(",")),
    };
    text += &list(
        "BYDAY",
        rule.by_weekday.iter().map(ToString::to_string).collect(),
    );
    text += &list(
        "BYMONTHDAY",
        rule.by_month_day.iter().map(ToString::to_string).collect(),
    );
    text += &list(
        "BYMONTH",
        rule.by_month.iter().map(ToString::to_string).collect(),
    );
    let set: rrule::RRuleSet = text.parse().unwrap();
    let end = first + Days::new(days - 1);
    let end = rrule::Tz::UTC
        .with_ymd_and_hms(end.year(), end.month(), end.day(), 0, 0, 0)
        .unwrap();
    let found = set.before(end).all(u16::MAX);
    found.dates.iter().map(|at| at.date_naive()).collect()
}
