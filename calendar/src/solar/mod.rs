//! The 24 solar terms (节气): the days on which the Sun's longitude is a multiple of 15°.

mod table;
mod term;

pub use term::SolarTerm;

use chrono::{Datelike, NaiveDate};

use crate::range::OutOfRange;

impl SolarTerm {
    /// Its day in a Gregorian year.
    pub fn date(self, year: i32) -> Result<NaiveDate, OutOfRange> {
        let days = usize::try_from(year - table::FIRST_YEAR)
            .ok()
            .and_then(|row| table::DAYS.get(row))
            .ok_or(OutOfRange)?;
        let number = self.index();
        let month = u32::try_from(number / 2 + 1).map_err(|_| OutOfRange)?;
        NaiveDate::from_ymd_opt(year, month, days[number].into()).ok_or(OutOfRange)
    }

    /// The term that begins on this day, if one does.
    pub fn on(date: NaiveDate) -> Result<Option<Self>, OutOfRange> {
        crate::range::check(date)?;
        let first = usize::try_from(date.month0()).map_err(|_| OutOfRange)? * 2;
        for term in &Self::ALL[first..first + 2] {
            if term.date(date.year())? == date {
                return Ok(Some(*term));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn terms_stand_where_almanacs_print_them() {
        for (term, date) in [
            (SolarTerm::Qingming, day(2027, 4, 5)),
            (SolarTerm::Qingming, day(2028, 4, 4)),
            (SolarTerm::WinterSolstice, day(2026, 12, 22)),
            (SolarTerm::WinterSolstice, day(2033, 12, 21)),
            (SolarTerm::StartOfSpring, day(2025, 2, 3)),
            (SolarTerm::SummerSolstice, day(1950, 6, 22)),
        ] {
            assert_eq!(term.date(date.year()), Ok(date));
            assert_eq!(SolarTerm::on(date), Ok(Some(term)));
        }
        assert_eq!(SolarTerm::on(day(2027, 4, 6)), Ok(None));
    }

    #[test]
    fn other_years_are_refused() {
        assert_eq!(SolarTerm::Qingming.date(1949), Err(OutOfRange));
        assert_eq!(SolarTerm::Qingming.date(2101), Err(OutOfRange));
        assert_eq!(SolarTerm::on(day(2101, 4, 5)), Err(OutOfRange));
    }

    #[test]
    fn every_year_has_them_a_fortnight_apart() {
        let mut before: Option<NaiveDate> = None;
        for year in 1950..=2100 {
            for term in SolarTerm::ALL {
                let date = term.date(year).unwrap();
                if let Some(before) = before {
                    assert!((14..=16).contains(&(date - before).num_days()), "{date}");
                }
                before = Some(date);
            }
        }
    }
}
