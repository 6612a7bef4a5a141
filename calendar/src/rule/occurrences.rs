//! A schedule's occurrences within a window.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{Key, Schedule, resolve};
use crate::lunar::Almanac;
use crate::range;

/// Days that a window spans at most: three years, and with one a day at most 1,096 occurrences of the
/// rule.
pub const MAX_WINDOW_DAYS: u64 = 3 * 365 + 1;

/// One of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its identity within the series.
    pub key: Key,
    /// The rule's day, before the offset.
    pub original_date: NaiveDate,
    /// The day on which it begins, on the zone's clocks. Where these skip the start time, and with it
    /// the day, the day that was asked for.
    pub local_date: NaiveDate,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// Days of [`Occurrence::local_date`]. Windows that adjoin hold what one over both holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: NaiveDate,
    to: NaiveDate,
}

/// A window that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// A day outside the range.
    #[error(transparent)]
    OutOfRange(#[from] range::OutOfRange),
    /// Ends before it begins.
    #[error("the window ends before it begins")]
    EndBeforeStart,
    /// Spans too many days.
    #[error("the window spans more than {MAX_WINDOW_DAYS} days")]
    TooLong,
}

impl Window {
    /// From one day up to, and without, another.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, WindowError> {
        range::check(from)?;
        if to < from {
            return Err(WindowError::EndBeforeStart);
        }
        range::check(to.pred_opt().unwrap_or(to).max(from))?;
        if to > from + Days::new(MAX_WINDOW_DAYS) {
            return Err(WindowError::TooLong);
        }
        Ok(Self { from, to })
    }
}

impl Schedule {
    /// The occurrences of a window, in order of start and key. Any schedule can be asked, whether or
    /// not it was checked: an answer is bounded by the window.
    pub fn occurrences(&self, almanac: &Almanac, window: Window) -> Vec<Occurrence> {
        let mut found = self.collect(almanac, window.from, |day| day < window.to);
        let taken: BTreeSet<NaiveDate> = found.iter().map(|one| one.local_date).collect();
        let extra = self.extra_dates.range(window.from..window.to);
        found.extend(self.extras(extra.filter(|day| !taken.contains(day))));
        sorted(found)
    }

    /// The next few occurrences that begin on this day or later, 100 at most: what a preview shows.
    pub fn next(&self, almanac: &Almanac, from: NaiveDate, count: usize) -> Vec<Occurrence> {
        let count = count.min(100);
        let mut left = count;
        let mut found = self.collect(almanac, from, |_| {
            let more = left > 0;
            left = left.saturating_sub(1);
            more
        });
        let taken: BTreeSet<NaiveDate> = found.iter().map(|one| one.local_date).collect();
        let extra = self.extra_dates.range(from..);
        let extra = self.extras(extra.filter(|day| !taken.contains(day)));
        found.extend(extra.take(count));
        let mut found = sorted(found);
        // One that was added late may also be the rule's, beyond those that were looked at.
        found.truncate(count);
        found
    }

    /// Occurrences of the rule from a day on, while `wanted` says so of their day.
    fn collect(
        &self,
        almanac: &Almanac,
        from: NaiveDate,
        mut wanted: impl FnMut(NaiveDate) -> bool,
    ) -> Vec<Occurrence> {
        let offset = TimeDelta::days(self.offset_days.into());
        let original_from = from.checked_sub_signed(offset).unwrap_or(from);
        let mut found = Vec::new();
        for (original, key) in self.rule_dates(almanac, original_from) {
            let Some(local) = original.checked_add_signed(offset) else {
                break;
            };
            if self.exceptions.contains(&key) {
                continue;
            }
            if !wanted(local) {
                break;
            }
            found.push(self.occurrence(key, original, local));
        }
        found
    }

    fn extras<'a>(
        &'a self,
        days: impl Iterator<Item = &'a NaiveDate>,
    ) -> impl Iterator<Item = Occurrence> {
        let keyed = days.map(|day| (*day, Key::Extra(*day)));
        let kept =
            keyed.filter(|(day, key)| range::contains(*day) && !self.exceptions.contains(key));
        kept.map(|(day, key)| self.occurrence(key, day, day))
    }

    fn occurrence(&self, key: Key, original: NaiveDate, local: NaiveDate) -> Occurrence {
        let starts_at = resolve(local.and_time(self.start_time), self.zone).instant();
        Occurrence {
            key,
            original_date: original,
            local_date: local,
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(self.duration_minutes.into()),
        }
    }
}

fn sorted(mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    found.sort_by_key(|one| (one.starts_at, one.key));
    found
}
