//! What days are.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use mulin_calendar::festival::{Festival, Mark, marks_on};
use mulin_calendar::lunar::{Almanac, LunarDate, NewMoonOverride};
use mulin_calendar::range;
use mulin_calendar::solar::SolarTerm;
use mulin_entities::HolidayKind;
use sea_orm::ConnectionTrait;

use super::rules;
use super::store::{self, Known};
use crate::error::{Error, Result};
use crate::input::Faults;

/// The lunar calendar with the operator's corrections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AlmanacInUse(Option<Arc<Almanac>>);

impl Deref for AlmanacInUse {
    type Target = Almanac;

    fn deref(&self) -> &Almanac {
        self.0.as_deref().unwrap_or_else(|| Almanac::standard())
    }
}

/// Whether a day is worked, as the yearly list has it. A hint: nothing shifts by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A public holiday, or a day off beside one.
    Holiday,
    /// A day of a week-end that is worked to make up for a day off.
    MakeUpWorkingDay,
    /// The year's list is known and does not name the day: it is as its day of the week is.
    Ordinary,
    /// The year's list is not known.
    Unknown,
}

/// The hint of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHint {
    /// What it is.
    pub kind: DayKind,
    /// Of which festival, if a list names the day.
    pub name: Option<String>,
    /// Who says so, if the list tells.
    pub source: Option<String>,
}

/// A day with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: NaiveDate,
    /// Its lunar date; none outside the years for which the calendar was checked.
    pub lunar_date: Option<LunarDate>,
    /// The traditional festivals that fall on it.
    pub festivals: Vec<Festival>,
    /// The solar term that begins on it.
    pub solar_term: Option<SolarTerm>,
    /// Whether it is worked.
    pub hint: DayHint,
}

/// The one place that the lunar calendar comes from, by one small statement.
pub async fn in_use(db: &impl ConnectionTrait) -> Result<AlmanacInUse> {
    corrected(&store::overrides(db).await?)
}

/// Days in the order in which they are asked for, with festivals, solar terms and hints, by one
/// statement. For lists such as the dates that a series will have.
pub async fn days(db: &impl ConnectionTrait, dates: &[NaiveDate]) -> Result<Vec<Day>> {
    let Some(known) = known(db, dates).await? else {
        return Ok(Vec::new());
    };
    let almanac = corrected(&known.overrides)?;
    Ok(dates
        .iter()
        .map(|date| known.day(&almanac, *date))
        .collect())
}

/// The hints of days, by one statement.
pub async fn hints(
    db: &impl ConnectionTrait,
    dates: &[NaiveDate],
) -> Result<HashMap<NaiveDate, DayHint>> {
    let known = known(db, dates).await?.unwrap_or_default();
    let hint = |date: &NaiveDate| (*date, known.hint(*date));
    Ok(dates.iter().map(hint).collect())
}

/// The days from one to another, both included, as a client writes them: at most [`rules::MAX_DAYS`], in
/// the years for which the calendar was checked.
pub async fn period(db: &impl ConnectionTrait, from: &str, to: &str) -> Result<Vec<Day>> {
    let mut faults = Faults::default();
    let period = rules::period(&mut faults, from, to);
    faults.finish()?;
    let (from, to) = period.ok_or_else(|| Error::internal("a period without faults is one"))?;
    let dates: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    days(db, &dates).await
}

/// What is known of the days from the first to the last of these; none without any.
async fn known(db: &impl ConnectionTrait, dates: &[NaiveDate]) -> Result<Option<Known>> {
    let (Some(from), Some(to)) = (dates.iter().min(), dates.iter().max()) else {
        return Ok(None);
    };
    Ok(Some(store::known(db, *from, *to).await?))
}

/// What the import has checked; the rows of the table alone could not be faulty.
fn corrected(overrides: &[NewMoonOverride]) -> Result<AlmanacInUse> {
    if overrides.is_empty() {
        return Ok(AlmanacInUse(None));
    }
    let faulty = |_| Error::internal("the corrections of new moons are faulty: import them anew");
    let almanac = Almanac::corrected(overrides).map_err(faulty)?;
    Ok(AlmanacInUse(Some(Arc::new(almanac))))
}

impl Known {
    fn hint(&self, date: NaiveDate) -> DayHint {
        if let Some(listed) = self.listed.get(&date) {
            return DayHint {
                kind: match listed.kind {
                    HolidayKind::Holiday => DayKind::Holiday,
                    HolidayKind::MakeUpWorkingDay => DayKind::MakeUpWorkingDay,
                },
                name: Some(listed.name.clone()),
                source: listed.source.clone(),
            };
        }
        let kind = if self.years.contains(&date.year()) {
            DayKind::Ordinary
        } else {
            DayKind::Unknown
        };
        DayHint {
            kind,
            name: None,
            source: None,
        }
    }

    fn day(&self, almanac: &Almanac, date: NaiveDate) -> Day {
        let mut day = Day {
            date,
            lunar_date: almanac.lunar_date(date).ok(),
            festivals: Vec::new(),
            solar_term: None,
            hint: self.hint(date),
        };
        if range::contains(date) {
            for mark in marks_on(almanac, date).unwrap_or_default() {
                match mark {
                    Mark::Festival(festival) => day.festivals.push(festival),
                    Mark::SolarTerm(term) => day.solar_term = Some(term),
                }
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use mulin_entities::holiday;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn what_no_list_names_is_ordinary_only_in_a_year_that_is_known() {
        let eve = day(2022, 12, 31);
        let mut known = Known::default();
        known.years.insert(2023);
        let listed = holiday::Model {
            day: eve,
            year: 2023,
            kind: HolidayKind::Holiday,
            name: "元旦".to_owned(),
            source: None,
        };
        known.listed.insert(eve, listed);
        // Listed in the next year's list, while its own year is not known.
        assert_eq!(known.hint(eve).kind, DayKind::Holiday);
        assert_eq!(known.hint(day(2022, 12, 30)).kind, DayKind::Unknown);
        assert_eq!(known.hint(day(2023, 1, 3)).kind, DayKind::Ordinary);
    }

    #[test]
    fn days_outside_the_range_have_no_lunar_date() {
        let known = Known::default();
        let almanac = Almanac::standard();
        assert_eq!(known.day(almanac, day(2101, 1, 1)).lunar_date, None);
        let last = known.day(almanac, day(2100, 12, 31)).lunar_date;
        assert!(last.is_some());
    }
}
