//! Whether a schedule can be kept: every fault at once.

use std::collections::HashSet;
use std::hash::Hash;

use chrono::TimeDelta;

use super::{
    End, MAX_COUNT, MAX_DURATION_MINUTES, MAX_EXCEPTIONS, MAX_EXTRA_DATES, MAX_INTERVAL,
    MAX_OFFSET_DAYS, Rule, Schedule,
};
use super::{Frequency, Gregorian};
use crate::fault::{Fault, FaultKind, Faults};
use crate::lunar::Almanac;
use crate::range;

/// So many occurrences are looked at for whether they overlap: over a year of a daily rule.
const LOOKED_AT: usize = 400;

impl Schedule {
    /// Checks everything; the days of the rule only when all else is in order.
    pub fn check(&self, almanac: &Almanac) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        match &self.rule {
            Rule::Gregorian(rule) => rule.check(&mut faults),
            Rule::LunarDay { month, day, .. } => {
                faults.range("rule.month", (*month).into(), 1, 12);
                faults.range("rule.day", (*day).into(), 1, 30);
            }
            Rule::LunarYearEnd | Rule::SolarTerm { .. } => {}
        }
        if !range::contains(self.first) {
            faults.add("first", FaultKind::OutOfRange);
        }
        match self.end {
            End::Never => {}
            End::Until(last) if !range::contains(last) => {
                faults.add("end.until", FaultKind::OutOfRange);
            }
            End::Until(last) if last < self.first => {
                faults.add("end.until", FaultKind::EndBeforeStart);
            }
            End::Until(_) => {}
            End::Count(count) => faults.range("end.count", count.into(), 1, MAX_COUNT.into()),
        }
        let max = MAX_DURATION_MINUTES.into();
        faults.range("durationMinutes", self.duration_minutes.into(), 1, max);
        let max = i64::from(MAX_OFFSET_DAYS);
        faults.range("offsetDays", self.offset_days.into(), -max, max);
        faults.count("exceptions", self.exceptions.len(), MAX_EXCEPTIONS);
        faults.count("extraDates", self.extra_dates.len(), MAX_EXTRA_DATES);
        if !self.extra_dates.iter().all(|day| range::contains(*day)) {
            faults.add("extraDates", FaultKind::OutOfRange);
        }
        if faults.none_yet() {
            self.check_days(almanac, &mut faults);
        }
        faults.finish()
    }

    fn check_days(&self, almanac: &Almanac, faults: &mut Faults) {
        let occurs = |schedule: &Self| {
            let mut dates = schedule.rule_dates(almanac, schedule.first);
            dates.any(|(_, key)| !self.exceptions.contains(&key))
        };
        if !occurs(self) {
            let endless = Self {
                end: End::Never,
                ..self.clone()
            };
            let ends_too_soon = self.end != End::Never && occurs(&endless);
            let field = match self.end {
                End::Until(_) if ends_too_soon => "end.until",
                End::Count(_) if ends_too_soon => "end.count",
                _ => "rule",
            };
            faults.add(field, FaultKind::NeverOccurs);
            return;
        }
        let days: Vec<_> = self
            .rule_dates(almanac, self.first)
            .take(LOOKED_AT)
            .filter(|(_, key)| !self.exceptions.contains(key))
            .map(|(day, _)| day)
            .collect();
        // By the clocks: where they are put forward a day is shorter, which is no fault of the rule.
        let lasts = TimeDelta::minutes(self.duration_minutes.into());
        if days.windows(2).any(|pair| pair[1] - pair[0] < lasts) {
            faults.add("durationMinutes", FaultKind::TooOften);
        }
    }
}

impl Gregorian {
    fn check(&self, faults: &mut Faults) {
        let max = MAX_INTERVAL.into();
        faults.range("rule.interval", self.interval.into(), 1, max);
        for month in &self.by_month {
            faults.range("rule.byMonth", (*month).into(), 1, 12);
        }
        for day in &self.by_month_day {
            let day = i64::from(*day);
            if day == 0 {
                faults.add("rule.byMonthDay", FaultKind::Range { min: 1, max: 31 });
            } else {
                faults.range("rule.byMonthDay", day, -31, 31);
            }
        }
        let nth = || self.by_weekday.iter().filter_map(|day| day.nth);
        if nth().any(|nth| nth == 0 || !(-5..=5).contains(&nth)) {
            faults.add("rule.byWeekday", FaultKind::Range { min: -5, max: 5 });
        }
        unique(faults, "rule.byMonth", &self.by_month);
        unique(faults, "rule.byMonthDay", &self.by_month_day);
        unique(faults, "rule.byWeekday", &self.by_weekday);
        let numbered = nth().next().is_some();
        let other = "rule.frequency";
        match self.frequency {
            // "The second Sunday" is one of a month.
            Frequency::Daily | Frequency::Weekly if numbered => {
                faults.add("rule.byWeekday", FaultKind::NotTogether { other });
            }
            // Of a year's days RFC 5545 counts weekdays within the year and days in all months, which
            // surprises; with the months named there is nothing to guess.
            Frequency::Yearly
                if self.by_month.is_empty()
                    && !(self.by_weekday.is_empty() && self.by_month_day.is_empty()) =>
            {
                faults.add("rule.byMonth", FaultKind::Required);
            }
            _ => {}
        }
        if self.frequency == Frequency::Weekly && !self.by_month_day.is_empty() {
            faults.add("rule.byMonthDay", FaultKind::NotTogether { other });
        }
        if numbered && !self.by_month_day.is_empty() {
            let other = "rule.byMonthDay";
            faults.add("rule.byWeekday", FaultKind::NotTogether { other });
        }
    }
}

fn unique<T: Eq + Hash>(faults: &mut Faults, field: &'static str, items: &[T]) {
    if items.iter().collect::<HashSet<_>>().len() < items.len() {
        faults.add(field, FaultKind::Duplicate);
    }
}
