//! The days of a schedule's rule, with their keys.

use chrono::{Datelike, NaiveDate};

use super::{End, Key, LeapMonths, Rule, Schedule};
use crate::lunar::{Almanac, LunarDate, LunarMonth};
use crate::range;

/// Boxed because each kind of rule has an iterator of its own; a box a window costs nothing.
type Dates<'a> = Box<dyn Iterator<Item = (NaiveDate, Key)> + 'a>;

impl Schedule {
    /// The rule's days not before `from`, in order, to its end or that of the range; also those that
    /// were taken out.
    pub(super) fn rule_dates<'a>(&'a self, almanac: &'a Almanac, from: NaiveDate) -> Dates<'a> {
        // A first day far out of range would overflow what counts from it.
        if !range::contains(self.first) {
            return Box::new(std::iter::empty());
        }
        match self.end {
            End::Never => self.endless(almanac, from),
            End::Until(last) => Box::new(
                self.endless(almanac, from)
                    .take_while(move |(day, _)| *day <= last),
            ),
            // Counted from the first one on, wherever the window is.
            End::Count(count) => Box::new(
                self.endless(almanac, self.first)
                    .take(usize::try_from(count).unwrap_or(usize::MAX))
                    .skip_while(move |(day, _)| *day < from),
            ),
        }
    }

    fn endless<'a>(&'a self, almanac: &'a Almanac, from: NaiveDate) -> Dates<'a> {
        let from = from.max(self.first);
        let years = from.year()..=range::LAST_YEAR;
        // The lunar year of a January begins in the year before.
        let lunar_years = from.year() - 1..=range::LAST_YEAR;
        match &self.rule {
            Rule::Gregorian(rule) => Box::new(
                rule.dates(self.first, from)
                    .map(|day| (day, Key::Date(day))),
            ),
            Rule::LunarDay { month, day, leap } => {
                let (month, day) = (*month, *day);
                let leaps: &'static [bool] = match leap {
                    LeapMonths::Skip => &[false],
                    LeapMonths::Also => &[false, true],
                    LeapMonths::Only => &[true],
                };
                let dates = lunar_years.flat_map(move |year| {
                    leaps.iter().map(move |leap| LunarDate {
                        year,
                        month: LunarMonth {
                            number: month,
                            leap: *leap,
                        },
                        day,
                    })
                });
                // A year without that day is passed over.
                let days = dates.filter_map(move |date| {
                    let day = almanac.gregorian(date).ok()?;
                    Some((day, Key::Lunar(date)))
                });
                Box::new(days.skip_while(move |(day, _)| *day < from))
            }
            Rule::LunarYearEnd => {
                let days = lunar_years.filter_map(move |year| {
                    let day = almanac.last_day_of_year(year).ok()?;
                    Some((day, Key::LunarYearEnd(year)))
                });
                Box::new(days.skip_while(move |(day, _)| *day < from))
            }
            Rule::SolarTerm { term } => {
                let term = *term;
                let days = years.filter_map(move |year| {
                    let day = term.date(year).ok()?;
                    Some((day, Key::SolarTerm(year, term)))
                });
                Box::new(days.skip_while(move |(day, _)| *day < from))
            }
        }
    }
}
