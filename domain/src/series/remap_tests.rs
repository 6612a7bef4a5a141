use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn slot(day: NaiveDate) -> Slot {
    Slot {
        key: Key::Date(day),
        original_date: day,
    }
}

fn slots(days: &[&str]) -> Vec<Slot> {
    days.iter().map(|text| slot(day(text))).collect()
}

fn occurrence(day: NaiveDate) -> Occurrence {
    let starts_at = day.and_hms_opt(10, 0, 0).unwrap().and_utc();
    Occurrence {
        key: Key::Date(day),
        original_date: day,
        local_date: day,
        starts_at,
        ends_at: starts_at + chrono::TimeDelta::hours(2),
    }
}

fn remapped(open: &[&str], settled: &[&str], new: &[&str]) -> (Vec<String>, Vec<String>) {
    let old = Places {
        open: slots(open),
        settled: slots(settled),
        past: HashSet::new(),
    };
    let new: Vec<_> = new.iter().map(|text| occurrence(day(text))).collect();
    let found = remap(Almanac::standard(), Span::Week, &old, &new);
    let kept = found.kept.iter();
    (
        kept.map(|(old, new)| format!("{old}>{}", new.key))
            .collect(),
        found.unmatched.iter().map(Key::to_string).collect(),
    )
}

#[test]
fn a_cancelled_one_takes_its_place_along() {
    // Saturdays become Sundays; the second was called off, and its Sunday is not held either.
    let (kept, unmatched) = remapped(
        &["2027-02-06"],
        &["2027-02-13"],
        &["2027-02-07", "2027-02-14"],
    );
    assert_eq!(kept, ["2027-02-06>2027-02-07", "2027-02-13>2027-02-14"]);
    assert!(unmatched.is_empty());
}

#[test]
fn one_that_takes_place_goes_before_a_cancelled_one() {
    // Tuesday, called off, and Thursday become Wednesday alone.
    let (kept, unmatched) = remapped(&["2027-02-04"], &["2027-02-02"], &["2027-02-03"]);
    assert_eq!(kept, ["2027-02-04>2027-02-03"]);
    assert!(unmatched.is_empty());
    // Tuesday alone: that very day was called off.
    let (kept, unmatched) = remapped(&["2027-02-04"], &["2027-02-02"], &["2027-02-02"]);
    assert_eq!(kept, ["2027-02-02>2027-02-02"]);
    assert_eq!(unmatched, ["2027-02-04"]);
}

#[test]
fn what_is_past_gives_its_place_to_nobody() {
    let old = Places {
        open: slots(&["2027-02-07"]),
        settled: Vec::new(),
        past: HashSet::from([Key::Date(day("2027-02-06"))]),
    };
    let new = [occurrence(day("2027-02-06"))];
    let found = remap(Almanac::standard(), Span::Week, &old, &new);
    assert!(found.kept.is_empty());
    assert_eq!(found.unmatched.len(), 1);
}

proptest! {
    #[test]
    fn nobody_is_lost_and_no_place_given_twice(
        old in proptest::collection::btree_map(0..120u64, 0..3u8, 0..60),
        new in proptest::collection::btree_set(0..120u64, 0..60),
        span in prop_oneof![Just(Span::Day), Just(Span::Week), Just(Span::Month)],
    ) {
        let at = |days: u64| day("2027-02-01") + Days::new(days);
        let of = |kind: u8| {
            let days = old.iter().filter(move |(_, of)| **of == kind);
            days.map(|(days, _)| slot(at(*days))).collect::<Vec<_>>()
        };
        let places = Places {
            open: of(0),
            settled: of(1),
            past: of(2).into_iter().map(|slot| slot.key).collect(),
        };
        let new: Vec<_> = new.into_iter().map(|days| occurrence(at(days))).collect();
        let found = remap(Almanac::standard(), span, &places, &new);
        let mut given: BTreeSet<Key> = BTreeSet::new();
        for slot in places.open.iter().chain(&places.settled) {
            let stays = match found.kept.get(&slot.key) {
                Some(one) => {
                    prop_assert!(new.contains(one));
                    one.key
                }
                None => slot.key,
            };
            prop_assert!(given.insert(stays), "{stays} is given twice");
            prop_assert!(!places.past.contains(&stays));
        }
        for slot in &places.open {
            let is_kept = found.kept.contains_key(&slot.key);
            prop_assert!(is_kept != found.unmatched.contains(&slot.key));
        }
        // The same day stays the same.
        for one in &new {
            if places.open.iter().any(|slot| slot.key == one.key) {
                prop_assert_eq!(found.kept.get(&one.key), Some(one));
            }
        }
    }
}
