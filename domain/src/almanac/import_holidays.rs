//! Imports the public holidays and make-up working days of one or more years, all or nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use mulin_calendar::range;
use mulin_entities::{HolidayKind, holiday};
use uuid::Uuid;

use super::import_new_moons::IMPORTS;
use super::{policy, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::import::{Counter, FileFaults, Options, Outcome, Wrong};
use crate::input::{Faults, Rule};
use crate::tx::CommandResult;

const COLUMNS: [&str; 5] = ["date", "kind", "name", "source", "year"];

/// A day as a line of a file has it.
#[derive(Clone, Debug)]
pub struct HolidayLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// The day.
    pub date: Option<String>,
    /// `holiday` or `working_day`, in either language.
    pub kind: Option<String>,
    /// Of which festival.
    pub name: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// The year to whose list it belongs; the date's if left out.
    pub year: Option<String>,
}

/// What became of a year's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportedYear {
    /// The year.
    pub year: i32,
    /// Days off.
    pub holidays: u64,
    /// Days of week-ends that are worked.
    pub working_days: u64,
    /// Days of the list that was there before; none if there was none.
    pub replaced: Option<u64>,
    /// Whether the list says what it said before.
    pub unchanged: bool,
}

/// What became of the years that the file names, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedHolidays {
    /// Each year.
    pub years: Vec<ImportedYear>,
}

impl CommandResult for Outcome<ImportedHolidays> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

/// Takes the lists of a file. A year that the file names is replaced whole; others stay.
pub async fn import_holidays(
    core: &Core,
    actor: &Actor,
    lines: Vec<HolidayLine>,
    options: Options,
) -> Result<Outcome<ImportedHolidays>> {
    policy::may_import(actor)?;
    let mut faults = FileFaults::default();
    let checked = check(&lines, &options, &mut faults);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            dialect::one_at_a_time(tx.db(), IMPORTS).await?;
            let years: BTreeSet<i32> = checked.iter().map(|(_, day)| day.year).collect();
            let near = years.iter().flat_map(|year| [year - 1, *year, year + 1]);
            let before = store::of_years(tx.db(), &near.collect()).await?;
            let others = before.iter().filter(|day| !years.contains(&day.year));
            let others: BTreeMap<NaiveDate, i32> = others.map(|day| (day.day, day.year)).collect();
            for (line, day) in &checked {
                if let Some(year) = others.get(&day.day) {
                    faults.add(*line, "date", Wrong::ListedBy { year: *year });
                }
            }
            if !faults.is_empty() {
                return Ok(Outcome::Faulty(faults.in_order()));
            }
            let days: Vec<holiday::Model> = checked.into_iter().map(|(_, day)| day).collect();
            let known = store::known_years(tx.db(), &years).await?;
            let imported = ImportedHolidays {
                years: years
                    .iter()
                    .map(|year| compare(*year, known.contains(year), &before, &days))
                    .collect(),
            };
            if !options.dry_run {
                store::replace_years(tx, &years, days).await?;
                (options.report)(lines.len() as u64);
            }
            Ok(Outcome::Done(imported))
        })
    })
    .await
}

fn check(
    lines: &[HolidayLine],
    options: &Options,
    faults: &mut FileFaults,
) -> Vec<(u64, holiday::Model)> {
    let mut counter = Counter::new(&options.report);
    let mut said: HashMap<NaiveDate, u64> = HashMap::new();
    let mut checked = Vec::with_capacity(lines.len());
    for line in lines {
        counter.add(1);
        let mut wrong = Faults::default();
        let day = check_line(line, &mut wrong);
        faults.take(line.line, &COLUMNS, wrong);
        let Some(day) = day else { continue };
        if let Some(on) = said.insert(day.day, line.line) {
            faults.add(line.line, "date", Wrong::SameDay { on });
        }
        checked.push((line.line, day));
    }
    checked
}

/// The day of a line; none if it cannot be told.
fn check_line(line: &HolidayLine, wrong: &mut Faults) -> Option<holiday::Model> {
    for (column, cell) in [("date", &line.date), ("kind", &line.kind)] {
        if cell.is_none() {
            wrong.add(column, Rule::Required);
        }
    }
    let day = line.date.as_deref();
    let day = day.and_then(|text| rules::written_day(wrong, "date", text));
    let kind = line.kind.as_deref().and_then(|text| kind(wrong, text));
    let name = wrong.line("name", line.name.as_deref().unwrap_or_default(), 1..=60);
    let source = line.source.as_deref();
    let source = source.map(|text| wrong.line("source", text, 0..=200));
    let year = match (line.year.as_deref(), day) {
        (None, day) => day.map(|day| day.year()),
        (Some(text), day) => year(wrong, text, day),
    };
    Some(holiday::Model {
        day: day?,
        year: year?,
        kind: kind?,
        name,
        source,
    })
}

fn kind(wrong: &mut Faults, text: &str) -> Option<HolidayKind> {
    let found = match text.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
        "holiday" | "放假" | "休" => Some(HolidayKind::Holiday),
        "working_day" | "make_up_working_day" | "上班" | "调休上班" | "班" => {
            Some(HolidayKind::MakeUpWorkingDay)
        }
        _ => None,
    };
    if found.is_none() {
        let expected = "holiday or working_day (放假 or 上班)";
        wrong.add("kind", Rule::Format { expected });
    }
    found
}

/// The list of a year may hold days at the edges of its neighbours.
fn year(wrong: &mut Faults, text: &str, day: Option<NaiveDate>) -> Option<i32> {
    let Ok(year) = text.trim().parse::<i32>() else {
        let expected = "a year, for example 2027";
        wrong.add("year", Rule::Format { expected });
        return None;
    };
    let (min, max) = match day {
        Some(day) => (day.year() - 1, day.year() + 1),
        None => (range::FIRST_YEAR, range::LAST_YEAR),
    };
    let (min, max) = (min.max(range::FIRST_YEAR), max.min(range::LAST_YEAR));
    wrong.number("year", year, min..=max);
    Some(year)
}

fn compare(
    year: i32,
    known: bool,
    before: &[holiday::Model],
    after: &[holiday::Model],
) -> ImportedYear {
    let mut old: Vec<_> = before.iter().filter(|day| day.year == year).collect();
    let mut new: Vec<_> = after.iter().filter(|day| day.year == year).collect();
    old.sort_by_key(|day| day.day);
    new.sort_by_key(|day| day.day);
    let of = |kind| new.iter().filter(|day| day.kind == kind).count() as u64;
    ImportedYear {
        year,
        holidays: of(HolidayKind::Holiday),
        working_days: of(HolidayKind::MakeUpWorkingDay),
        replaced: known.then_some(old.len() as u64),
        unchanged: known && old == new,
    }
}
