//! Divides what a series repeats by at a day: what comes before it, and what follows. Together they
//! have the occurrences of the whole. Pure.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};
use mulin_calendar::lunar::Almanac;
use mulin_calendar::range;
use mulin_calendar::rule::{End, Key, MAX_WINDOW_DAYS, Schedule, Window};

use super::rules;

/// Where a schedule is divided: by days of its rule, before any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first day of the rule that follows.
    day: NaiveDate,
    /// The first day that follows on which an occurrence takes place. Days that were added know no
    /// offset.
    local: NaiveDate,
}

impl Cut {
    /// Right before a day of the rule.
    pub fn before(schedule: &Schedule, day: NaiveDate) -> Self {
        let offset = TimeDelta::days(schedule.offset_days.into());
        let local = day.checked_add_signed(offset).unwrap_or(day);
        Self { day, local }
    }

    /// Right before an occurrence, by its key and its original day.
    pub fn at(schedule: &Schedule, key: Key, original_date: NaiveDate) -> Self {
        Self::before(schedule, rule_day(schedule, key, original_date))
    }

    /// The first day of the rule that follows.
    pub fn day(self) -> NaiveDate {
        self.day
    }

    /// Whether an occurrence follows.
    pub fn follows(self, key: Key, original_date: NaiveDate) -> bool {
        match key {
            Key::Extra(day) => day >= self.local,
            _ => original_date >= self.day,
        }
    }
}

/// The day of the rule that an occurrence stands for: of one that was added, the day that the rule would
/// need for it.
pub fn rule_day(schedule: &Schedule, key: Key, original_date: NaiveDate) -> NaiveDate {
    let offset = TimeDelta::days(schedule.offset_days.into());
    match key {
        Key::Extra(day) => day.checked_sub_signed(offset).unwrap_or(day),
        _ => original_date,
    }
}

/// The schedule before the cut, and from it on. Intervals go on as they were counted, and of a number
/// of occurrences each part has its own.
pub fn divide(schedule: &Schedule, almanac: &Almanac, cut: Cut) -> (Schedule, Schedule) {
    let before = Schedule {
        end: match schedule.end {
            End::Count(count) => End::Count(count.min(count_before(schedule, almanac, cut.day))),
            End::Never => End::Until(day_before(cut.day)),
            End::Until(last) => End::Until(last.min(day_before(cut.day))),
        },
        exceptions: exceptions(schedule, almanac, |key, day| !cut.follows(key, day)),
        extra_dates: extra_dates(schedule, |day| day < cut.local),
        ..schedule.clone()
    };
    // By the rule's own next day, so that every second week stays the same week.
    let next = bare(schedule).next(almanac, cut.day.max(schedule.first), 1);
    let (first, end) = match (next.first(), before.end, schedule.end) {
        // Nothing of the rule follows, at most days that were added.
        (None, ..) => (cut.day, End::Until(day_before(cut.day))),
        (Some(next), End::Count(kept), End::Count(count)) => {
            (next.original_date, End::Count(count.saturating_sub(kept)))
        }
        (Some(next), _, end) => (next.original_date, end),
    };
    let following = Schedule {
        first,
        end,
        exceptions: exceptions(schedule, almanac, |key, day| cut.follows(key, day)),
        extra_dates: extra_dates(schedule, |day| day >= cut.local),
        ..schedule.clone()
    };
    (before, following)
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// The rule's own days, also those that were taken out.
fn bare(schedule: &Schedule) -> Schedule {
    Schedule {
        offset_days: 0,
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
        ..schedule.clone()
    }
}

/// How many days of the rule are before this one. Those taken out count, as they do for its end.
fn count_before(schedule: &Schedule, almanac: &Almanac, day: NaiveDate) -> u32 {
    let bare = bare(schedule);
    let (mut count, mut from) = (0, schedule.first);
    while from < day && range::contains(from) {
        let to = day.min(from + Days::new(MAX_WINDOW_DAYS));
        if let Ok(window) = Window::new(from, to) {
            count += bare.occurrences(almanac, window).len();
        }
        from = to;
    }
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn exceptions(
    schedule: &Schedule,
    almanac: &Almanac,
    wanted: impl Fn(Key, NaiveDate) -> bool,
) -> BTreeSet<Key> {
    let keys = schedule.exceptions.iter().copied();
    keys.filter(|key| rules::date_of(almanac, *key).is_some_and(|day| wanted(*key, day)))
        .collect()
}

fn extra_dates(schedule: &Schedule, wanted: impl Fn(NaiveDate) -> bool) -> BTreeSet<NaiveDate> {
    let days = schedule.extra_dates.iter().copied();
    days.filter(|day| wanted(*day)).collect()
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
