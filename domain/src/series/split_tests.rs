use chrono::NaiveTime;
use chrono_tz::Tz;
use mulin_calendar::rule::{
    Frequency, Gregorian, LeapMonths, NthWeekday, Occurrence, Rule as Repeats,
};
use mulin_calendar::solar::SolarTerm;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
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

fn all(schedule: &Schedule) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for year in [2026, 2029, 2032, 2035] {
        let from = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let to = NaiveDate::from_ymd_opt(year + 3, 1, 1).unwrap();
        let window = Window::new(from, to).unwrap();
        found.extend(schedule.occurrences(Almanac::standard(), window));
    }
    found
}

#[test]
fn a_number_of_occurrences_is_shared_out() {
    let mut ten = weekly();
    ten.end = End::Count(10);
    ten.exceptions.insert(Key::Date(day("2027-02-13")));
    let cut = Cut::before(&ten, day("2027-02-27"));
    let (before, following) = divide(&ten, Almanac::standard(), cut);
    // What was taken out counts.
    assert_eq!((before.end, following.end), (End::Count(3), End::Count(7)));
    assert_eq!(following.first, day("2027-02-27"));
    assert!(following.exceptions.is_empty());
    assert_eq!((all(&before).len(), all(&following).len()), (2, 7));
}

#[test]
fn every_second_week_stays_the_same_week() {
    let mut fortnightly = Gregorian::every(Frequency::Weekly);
    fortnightly.interval = 2;
    let whole = Schedule {
        rule: Repeats::Gregorian(fortnightly),
        ..weekly()
    };
    // A day of the week between.
    let cut = Cut::before(&whole, day("2027-02-13"));
    let (_, following) = divide(&whole, Almanac::standard(), cut);
    assert_eq!(following.first, day("2027-02-20"));
}

#[test]
fn nothing_of_the_rule_may_follow_but_a_day_that_was_added() {
    let mut few = weekly();
    few.end = End::Until(day("2027-02-20"));
    few.extra_dates.insert(day("2027-05-01"));
    let cut = Cut::at(&few, Key::Extra(day("2027-05-01")), day("2027-05-01"));
    let (before, following) = divide(&few, Almanac::standard(), cut);
    assert_eq!(all(&before).len(), 3);
    let keys: Vec<_> = all(&following).iter().map(|one| one.key).collect();
    assert_eq!(keys, [Key::Extra(day("2027-05-01"))]);
}

fn gregorian() -> impl Strategy<Value = Repeats> {
    let frequency = prop_oneof![
        Just(Frequency::Daily),
        Just(Frequency::Weekly),
        Just(Frequency::Monthly),
        Just(Frequency::Yearly),
    ];
    (frequency, 1..=4u16, 0..3usize).prop_map(|(frequency, interval, by)| {
        let mut rule = Gregorian::every(frequency);
        rule.interval = interval;
        use chrono::Weekday::{Sat, Tue};
        match (frequency, by) {
            (Frequency::Daily | Frequency::Weekly, 1) => {
                rule.by_weekday = vec![NthWeekday::each(Tue), NthWeekday::each(Sat)];
            }
            (Frequency::Monthly, 1) => rule.by_weekday = vec![NthWeekday::nth(-1, Sat)],
            (Frequency::Monthly, 2) => rule.by_month_day = vec![1, -1],
            (Frequency::Yearly, 1) => rule.by_month = vec![2, 9],
            _ => {}
        }
        Repeats::Gregorian(rule)
    })
}

fn rule() -> impl Strategy<Value = Repeats> {
    let leap = prop_oneof![
        Just(LeapMonths::Skip),
        Just(LeapMonths::Also),
        Just(LeapMonths::Only),
    ];
    prop_oneof![
        4 => gregorian(),
        1 => (1..=12u8, 1..=30u8, leap)
            .prop_map(|(month, day, leap)| Repeats::LunarDay { month, day, leap }),
        1 => Just(Repeats::LunarYearEnd),
        1 => Just(Repeats::SolarTerm { term: SolarTerm::Qingming }),
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let end = prop_oneof![
        Just(End::Never),
        (0..2_000u64).prop_map(|days| End::Until(day("2027-01-01") + Days::new(days))),
        (1..60u32).prop_map(End::Count),
    ];
    let days = || proptest::collection::btree_set(0..1_500u64, 0..6);
    (rule(), 0..400u64, end, -31..=31i8, days(), days()).prop_map(
        |(rule, first, end, offset_days, out, added)| {
            let at = |days: u64| day("2027-01-01") + Days::new(days);
            let mut schedule = Schedule {
                rule,
                first: at(first),
                end,
                offset_days,
                extra_dates: added.into_iter().map(at).collect(),
                ..weekly()
            };
            let days = out
                .into_iter()
                .map(at)
                .chain(schedule.extra_dates.iter().copied().take(1));
            let days: BTreeSet<_> = days.collect();
            // Every third of the rule's own days, so that many are.
            let own = all(&schedule)
                .into_iter()
                .step_by(3)
                .take(4)
                .map(|one| one.key);
            let named = rules::keys_of(&schedule, Almanac::standard(), &days);
            schedule.exceptions = own.chain(named.into_values()).collect();
            schedule
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn both_parts_have_what_the_whole_has(schedule in schedule(), at in 0..1_500u64) {
        let cut = Cut::before(&schedule, day("2027-01-01") + Days::new(at));
        let (before, following) = divide(&schedule, Almanac::standard(), cut);
        let whole = all(&schedule);
        let (mut earlier, mut later) = (all(&before), all(&following));
        prop_assert!(earlier.iter().all(|one| !cut.follows(one.key, one.original_date)));
        prop_assert!(later.iter().all(|one| cut.follows(one.key, one.original_date)));
        earlier.append(&mut later);
        earlier.sort_by_key(|one| (one.starts_at, one.key));
        prop_assert_eq!(earlier, whole);
    }

    #[test]
    fn a_schedule_is_cut_at_each_of_its_occurrences(schedule in schedule(), at in 0..400usize) {
        let whole = all(&schedule);
        let Some(anchor) = whole.get(at % whole.len().max(1)) else { return Ok(()) };
        let cut = Cut::at(&schedule, anchor.key, anchor.original_date);
        let (before, following) = divide(&schedule, Almanac::standard(), cut);
        let later = all(&following);
        prop_assert!(later.contains(anchor));
        prop_assert_eq!(all(&before).len() + later.len(), whole.len());
        prop_assert!(all(&before).iter().all(|one| one.local_date <= anchor.local_date));
        prop_assert!(later.iter().all(|one| one.local_date >= anchor.local_date));
    }
}
