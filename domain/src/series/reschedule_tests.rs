use std::collections::{BTreeSet, HashSet};

use chrono::NaiveTime;
use chrono_tz::Tz;
use mulin_calendar::rule::{End, Frequency, Gregorian, NthWeekday, Rule as Repeats};

use super::super::rules;
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn weekly(on: &[chrono::Weekday]) -> Schedule {
    let mut rule = Gregorian::every(Frequency::Weekly);
    rule.by_weekday = on.iter().map(|day| NthWeekday::each(*day)).collect();
    Schedule {
        rule: Repeats::Gregorian(rule),
        first: day("2027-02-01"),
        end: End::Never,
        start_time: NaiveTime::from_hms_opt(18, 30, 0).unwrap(),
        zone: Tz::Asia__Shanghai,
        duration_minutes: 90,
        offset_days: 0,
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
    }
}

/// The days of the new schedule from 1 February to 7 March, when it takes over from `from` on.
fn taken_over(old: &Schedule, new: &Schedule, from: &str) -> (Vec<String>, usize) {
    let almanac = Almanac::standard();
    let now = "2027-01-31T00:00:00Z".parse().unwrap();
    let coming = |schedule: &Schedule| rules::coming(schedule, almanac, now, day("2027-03-08"));
    let cut = Cut::before(old, day(from));
    let all = coming(old).unwrap();
    let (later, earlier): (Vec<&Occurrence>, Vec<&Occurrence>) = all
        .iter()
        .partition(|one| cut.follows(one.key, one.original_date));
    let places = Places {
        open: later.into_iter().map(Slot::from).collect(),
        settled: Vec::new(),
        past: HashSet::new(),
    };
    let last = earlier.last().map(|one| one.original_date);
    let (schedule, remapped) =
        replace_following(almanac, old, new, (cut, last), &places, coming).unwrap();
    let days = coming(&schedule).unwrap();
    let days = days.iter().map(|one| one.original_date.to_string());
    (days.collect(), remapped.unmatched.len())
}

#[test]
fn a_saturday_becomes_the_friday_before() {
    use chrono::Weekday::{Fri, Sat};
    let (days, unmatched) = taken_over(&weekly(&[Sat]), &weekly(&[Fri]), "2027-02-20");
    assert_eq!(days, ["2027-02-19", "2027-02-26", "2027-03-05"]);
    assert_eq!(unmatched, 0);
}

#[test]
fn nothing_is_added_before_the_cut() {
    use chrono::Weekday::{Sat, Thu, Tue};
    let daily = Schedule {
        rule: Repeats::Gregorian(Gregorian::every(Frequency::Daily)),
        ..weekly(&[])
    };
    let (days, _) = taken_over(&weekly(&[Sat]), &daily, "2027-03-06");
    assert_eq!(days, ["2027-03-06", "2027-03-07"]);
    // The Tuesday of that week stays with the old one.
    let both = weekly(&[Tue, Thu]);
    let (days, unmatched) = taken_over(&both, &both, "2027-02-25");
    assert_eq!(days, ["2027-02-25", "2027-03-02", "2027-03-04"]);
    assert_eq!(unmatched, 0);
}

#[test]
fn a_later_first_day_is_kept() {
    use chrono::Weekday::{Sat, Sun};
    let mut later = weekly(&[Sun]);
    later.first = day("2027-02-28");
    let (days, unmatched) = taken_over(&weekly(&[Sat]), &later, "2027-02-20");
    assert_eq!(days, ["2027-02-28", "2027-03-07"]);
    assert_eq!(unmatched, 1);
}
