//! Days by the Gregorian calendar: the subset of RFC 5545's recurrence rules that neighbours use.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::NthWeekday;
use crate::range;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Every day, or those of the given weekdays, days and months.
    Daily,
    /// On the given weekdays, else the first day's. Weeks begin on Monday.
    Weekly,
    /// On the given days or weekdays of the month, on both where they meet, else the first day's.
    Monthly,
    /// In the given months, else the first day's month and day; in these as [`Frequency::Monthly`].
    Yearly,
}

/// A rule by the Gregorian calendar. A day that a month does not have is left out: nothing shifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gregorian {
    /// How often.
    pub frequency: Frequency,
    /// Every so many, from the first.
    pub interval: u16,
    /// On these weekdays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_weekday: Vec<NthWeekday>,
    /// On these days of the month; -1 is its last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_month_day: Vec<i8>,
    /// In these months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_month: Vec<u8>,
}

impl Gregorian {
    /// Every day, week, month or year.
    pub const fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            by_weekday: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
        }
    }

    /// Its days not before `from`, in order, to the end of the range.
    pub(super) fn dates(
        &self,
        first: NaiveDate,
        from: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + '_ {
        let from = from.max(first);
        (self.period_of(first, from)..)
            .map_while(move |number| self.period(first, number))
            .flat_map(move |period| self.days_in(first, period))
            .skip_while(move |day| *day < from)
            .take_while(|day| range::contains(*day))
    }

    fn interval(&self) -> u64 {
        u64::from(self.interval.max(1))
    }

    /// The number of the last period that does not begin after the day.
    fn period_of(&self, first: NaiveDate, day: NaiveDate) -> u64 {
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let passed = match self.frequency {
            Frequency::Daily => (day - first).num_days(),
            Frequency::Weekly => (monday(day) - monday(first)).num_weeks(),
            Frequency::Monthly => months(day) - months(first),
            Frequency::Yearly => i64::from(day.year() - first.year()),
        };
        u64::try_from(passed).unwrap_or(0) / self.interval()
    }

    /// The first day of a period; none beyond the range.
    fn period(&self, first: NaiveDate, number: u64) -> Option<NaiveDate> {
        let passed = number.checked_mul(self.interval())?;
        let months = |of: u64| u32::try_from(of).ok().map(Months::new);
        let begins = match self.frequency {
            Frequency::Daily => first.checked_add_days(Days::new(passed)),
            Frequency::Weekly => monday(first).checked_add_days(Days::new(passed.checked_mul(7)?)),
            Frequency::Monthly => first.with_day(1)?.checked_add_months(months(passed)?),
            Frequency::Yearly => {
                let january = first.with_day(1)?.with_month(1)?;
                january.checked_add_months(months(passed.checked_mul(12)?)?)
            }
        };
        begins.filter(|day| day.year() <= range::LAST_YEAR)
    }

    /// The rule's days in a period, in order.
    fn days_in(&self, first: NaiveDate, begins: NaiveDate) -> Vec<NaiveDate> {
        match self.frequency {
            Frequency::Daily => {
                let fits = self.is_in_month(begins)
                    && (self.by_weekday.is_empty() || self.is_on_weekday(begins))
                    && (self.by_month_day.is_empty() || self.is_on_month_day(begins));
                if fits { vec![begins] } else { Vec::new() }
            }
            Frequency::Weekly => begins
                .iter_days()
                .take(7)
                .filter(|day| match self.by_weekday.is_empty() {
                    true => day.weekday() == first.weekday(),
                    false => self.is_on_weekday(*day),
                })
                .filter(|day| self.is_in_month(*day))
                .collect(),
            Frequency::Monthly if self.is_in_month(begins) => self.days_of_month(first, begins),
            Frequency::Monthly => Vec::new(),
            Frequency::Yearly => (0..12)
                .filter_map(|month| begins.checked_add_months(Months::new(month)))
                .filter(|month| match self.by_month.is_empty() {
                    true => month.month() == first.month(),
                    false => self.is_in_month(*month),
                })
                .flat_map(|month| self.days_of_month(first, month))
                .collect(),
        }
    }

    fn days_of_month(&self, first: NaiveDate, begins: NaiveDate) -> Vec<NaiveDate> {
        let month = begins
            .iter_days()
            .take_while(|day| day.month() == begins.month());
        month
            .filter(|day| {
                let by_day = self.by_month_day.is_empty() || self.is_on_month_day(*day);
                let by_weekday = self.by_weekday.is_empty() || self.is_on_weekday(*day);
                let by_first = !self.by_month_day.is_empty()
                    || !self.by_weekday.is_empty()
                    || day.day() == first.day();
                by_day && by_weekday && by_first
            })
            .collect()
    }

    fn is_in_month(&self, day: NaiveDate) -> bool {
        let mut months = self.by_month.iter();
        self.by_month.is_empty() || months.any(|month| u32::from(*month) == day.month())
    }

    fn is_on_month_day(&self, day: NaiveDate) -> bool {
        let from_start = i64::from(day.day());
        let from_end = from_start - days_in_month(day) - 1;
        let mut days = self.by_month_day.iter().map(|of| i64::from(*of));
        days.any(|of| of == from_start || of == from_end)
    }

    fn is_on_weekday(&self, day: NaiveDate) -> bool {
        let from_start = i64::from(day.day0()) / 7 + 1;
        let from_end = -((days_in_month(day) - i64::from(day.day())) / 7 + 1);
        let is_nth = |nth: i8| i64::from(nth) == from_start || i64::from(nth) == from_end;
        let mut days = self.by_weekday.iter();
        days.any(|of| of.weekday == day.weekday() && of.nth.is_none_or(is_nth))
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).first_day()
}

fn days_in_month(day: NaiveDate) -> i64 {
    day.num_days_in_month().into()
}
