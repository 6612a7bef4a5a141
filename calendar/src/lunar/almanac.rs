//! Gregorian and lunar dates into one another, by a list of the months' first days.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use icu_calendar::{Date, cal::ChineseTraditional, types::RataDie};

use super::new_moons::OverrideFault;
use super::{LunarDate, LunarError, LunarMonth, NewMoonOverride, OverrideError};
use crate::range::{self, OutOfRange};

/// The lunar calendar of all years that are known.
#[derive(Clone, Debug)]
pub struct Almanac {
    /// In order; the last one only ends the one before.
    months: Vec<Month>,
}

#[derive(Clone, Copy, Debug)]
struct Month {
    first: NaiveDate,
    year: i32,
    month: LunarMonth,
}

static STANDARD: LazyLock<Almanac> = LazyLock::new(|| Almanac { months: computed() });

impl Almanac {
    /// The calendar as computed, without corrections.
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// The calendar with an administrator's corrections; or everything that is wrong with them.
    pub fn corrected(overrides: &[NewMoonOverride]) -> Result<Self, Vec<OverrideError>> {
        let mut months = STANDARD.months.clone();
        let mut errors = Vec::new();
        for (number, of) in overrides.iter().enumerate() {
            let earlier = &overrides[..number];
            let at = STANDARD.starting(of.computed);
            let fault = match at {
                _ if earlier.iter().any(|one| one.computed == of.computed) => {
                    Some(OverrideFault::Twice)
                }
                None => Some(OverrideFault::NoMonthBegins),
                Some(_) if !of.is_of_one_day() => Some(OverrideFault::NotOneDay),
                Some(at) => {
                    months[at].first = of.begins;
                    None
                }
            };
            errors.extend(fault.map(|fault| OverrideError { of: *of, fault }));
        }
        let almanac = Self { months };
        for of in overrides {
            if let Some(at) = STANDARD.starting(of.computed)
                && [at.checked_sub(1), Some(at)]
                    .into_iter()
                    .flatten()
                    .any(|at| !(29..=30).contains(&almanac.length(at)))
            {
                let fault = OverrideFault::MonthLength;
                errors.push(OverrideError { of: *of, fault });
            }
        }
        if errors.is_empty() {
            Ok(almanac)
        } else {
            Err(errors)
        }
    }

    /// The lunar date of a day.
    pub fn lunar_date(&self, date: NaiveDate) -> Result<LunarDate, OutOfRange> {
        range::check(date)?;
        let after = self.months.partition_point(|month| month.first <= date);
        let month = after.checked_sub(1).and_then(|at| self.months.get(at));
        let month = month.ok_or(OutOfRange)?;
        let days = (date - month.first).num_days();
        Ok(LunarDate {
            year: month.year,
            month: month.month,
            day: u8::try_from(days + 1).map_err(|_| OutOfRange)?,
        })
    }

    /// The day of a lunar date.
    pub fn gregorian(&self, date: LunarDate) -> Result<NaiveDate, LunarError> {
        let LunarDate { year, month, day } = date;
        let at = self.find(year, month)?;
        let days = self.length(at);
        if !(1..=days).contains(&day) {
            return Err(LunarError::NoSuchDay { days });
        }
        let first = self.months[at].first;
        let found = first.checked_add_days(Days::new(u64::from(day) - 1));
        Ok(range::check(found.ok_or(OutOfRange)?)?)
    }

    /// 除夕: the day before the next year's 春节.
    pub fn last_day_of_year(&self, year: i32) -> Result<NaiveDate, OutOfRange> {
        let next = self.months.iter().find(|month| month.year > year);
        let last = next.filter(|next| next.year == year + 1);
        let last = last.and_then(|month| month.first.pred_opt());
        range::check(last.ok_or(OutOfRange)?)
    }

    /// The number of the month that the year repeats, if it does.
    pub fn leap_month(&self, year: i32) -> Option<u8> {
        let mut months = self.months.iter();
        let leap = months.find(|month| month.year == year && month.month.leap);
        leap.map(|month| month.month.number)
    }

    /// The days of a month, 29 or 30.
    pub fn days_in_month(&self, year: i32, month: LunarMonth) -> Result<u8, LunarError> {
        Ok(self.length(self.find(year, month)?))
    }

    fn starting(&self, first: NaiveDate) -> Option<usize> {
        let search = self
            .months
            .binary_search_by_key(&first, |month| month.first);
        search.ok().filter(|at| at + 1 < self.months.len())
    }

    fn find(&self, year: i32, month: LunarMonth) -> Result<usize, LunarError> {
        let known = self.months.first().map(|month| month.year);
        if !(known.is_some_and(|first| first <= year) && year <= range::LAST_YEAR) {
            return Err(OutOfRange.into());
        }
        let search = (self.months).binary_search_by_key(&(year, month), |at| (at.year, at.month));
        match search {
            Ok(at) => Ok(at),
            // Of the first year only its end is known.
            Err(0) => Err(OutOfRange.into()),
            Err(_) => Err(LunarError::NoSuchMonth { year, month }),
        }
    }

    fn length(&self, at: usize) -> u8 {
        let first = |at: usize| self.months.get(at).map(|month| month.first);
        let days = first(at + 1).zip(first(at)).map(|(end, first)| end - first);
        days.map_or(0, |days| u8::try_from(days.num_days()).unwrap_or(0))
    }
}

/// From the month of 1950-01-01 to the first one of the lunar year 2101.
fn computed() -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut day = NaiveDate::from_ymd_opt(range::FIRST_YEAR, 1, 1).unwrap_or_default();
    while months
        .last()
        .is_none_or(|month| month.year <= range::LAST_YEAR)
    {
        let fixed = RataDie::new(day.num_days_from_ce().into());
        let date = Date::from_rata_die(fixed, ChineseTraditional::new());
        let month = date.month().to_input();
        let passed = Days::new(u64::from(date.day_of_month().0) - 1);
        let first = day - passed;
        months.push(Month {
            first,
            year: date.cyclic_year().related_iso,
            month: LunarMonth {
                number: month.number(),
                leap: month.is_leap(),
            },
        });
        day = first + Days::new(u64::from(date.days_in_month()));
    }
    months
}
