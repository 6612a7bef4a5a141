//! `mulin import`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use indicatif::HumanCount;
use mulin_domain::almanac::{ImportedHolidays, ImportedNewMoons};
use mulin_domain::import::Options;
use mulin_domain::person::ImportedPeople;
use mulin_domain::place::ImportedAreas;
use mulin_domain::{Core, dialect};
use mulin_entities::AreaKind;

use super::import_events::{self, EventsArgs};
use super::progress::Progress;
use super::{ModeArgs, output};
use crate::app;
use crate::config::Config;
use crate::import::{
    AREA_COLUMNS, Column, Encoding, HOLIDAY_COLUMNS, Imported, NEW_MOON_COLUMNS, PERSON_COLUMNS,
    Sheet, Told, Unreadable, import_areas, import_holidays, import_new_moons, import_people,
};

/// Flags of `mulin import`.
#[derive(Debug, Args)]
#[command(after_help = "\
All or nothing: either every line is taken in or none, and every fault is told by its line. The
same file may be imported again: what is there already stays, what the file says otherwise is
changed. Of areas and people nothing is ever removed; a year of holidays and the new moons are
replaced whole. Save the table as CSV; the first line names the columns.

Examples:
  mulin import areas areas.csv --dry-run
  mulin import areas areas.csv
  mulin import people people.csv
  mulin import holidays holidays-2027.csv")]
pub struct ImportArgs {
    /// As for the `mulin serve` that made the master key.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// What to import.
    #[command(subcommand)]
    pub command: ImportCommand,
}

/// What a file holds.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Areas from the city down to the units
    #[command(after_help = "\
One line an area, named from the city down; cells below it are empty. Areas above it are made as
well if they are not there. Columns, in any order, by either name:
  city/市, street/街道, community/社区, grid/网格, unit/邻
  contact_phone/联系电话                  optional; of the deepest area on the line
  confirms_registrations/登记需确认       optional; yes/no, 是/否: do stewards confirm newcomers?")]
    Areas(FileArgs),
    /// People with their households and how they are reached
    #[command(after_help = "\
One line a person. Columns, in any order, by either name:
  ref/编号                                number in your register; the person is known by it
  name/姓名, street/街道, community/社区, grid/网格, unit/邻, building/楼栋门牌
  city/市                                 optional where there is only one
  household/户号                          optional; tells households of one building and door apart
  preferred_name/称呼, birth_year/出生年份, phone/电话, email/邮箱, locale/语言     optional
  phone_shared/合用                       optional; yes/no, 是/否: does the household share it?
An empty cell leaves what is known as it is.")]
    People(FileArgs),
    /// Public holidays and make-up working days of one or more years
    #[command(after_help = "\
One line a day that is off, or worked, otherwise than the week has it. Each year that the file names
is replaced whole; a day of it that no line names is an ordinary one. Of a year that was never
imported nothing is said. Columns, in any order, by either name:
  date/日期       2027-02-05 or 2027/2/5
  kind/类型       holiday/放假, working_day/上班
  name/名称       of which festival: 春节
  source/来源     optional; who says so, such as the notice's number
  year/年份       optional; the year to whose list the day belongs, if not its own: 2022-12-31 may
                  stand in the list of 2023")]
    Holidays(FileArgs),
    /// Lunar months that begin a day earlier or later than computed
    #[command(after_help = "\
One line a month whose new moon falls so close to midnight that the day is not certain. The file is
the whole list: what it does not name is computed again. Columns, in any order, by either name:
  computed/推算日   the first day of the month as computed: 2057-09-28
  begins/实际日     its first day in truth, a day earlier or later: 2057-09-29")]
    NewMoons(FileArgs),
    /// An organiser's calendar or table, into drafts of events and series
    #[command(after_help = "\
Shows what the entries would become; with --apply the drafts are made, all or none. The same file may
be imported again: an entry is known by its UID, or by its title and start, and what was made of it is
left to the organisers. Columns of a table, in any order, by either name:
  title/标题, start/开始, end/结束        2027-02-20 18:30, or 2027-02-20 for a whole day
  description/说明, location/地点, url/网址, zone/时区, uid/编号      optional
  repeat/重复                             optional; weekly/每周, lunar/农历, FREQ=MONTHLY;BYMONTHDAY=28

Examples:
  mulin import events calendar.ics --area area_AZt22qgA…
  mulin import events plan.csv --area area_AZt22qgA… --apply")]
    Events(EventsArgs),
}

/// Flags of each of these commands.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// Table as CSV, with commas, semicolons or tabs
    pub file: PathBuf,
    /// Check everything, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How the file is encoded
    #[arg(long, value_enum, default_value_t)]
    pub encoding: Encoding,
}

/// Faults that are printed.
const PRINTED: usize = 200;

/// Everything is one transaction, which may take its time; nobody waits for it.
const TIME_LIMIT_SECONDS: u64 = 24 * 3_600;

pub(super) async fn run(args: ImportArgs, mut config: Config) -> anyhow::Result<()> {
    config.database.statement_timeout_seconds = TIME_LIMIT_SECONDS;
    let mode = args.mode.mode();
    let (told, file) = match args.command {
        ImportCommand::Areas(file) => {
            let sheet = read(&file, AREA_COLUMNS)?;
            let core = app::open(&config, mode).await?;
            let imported = import_areas(&core, &sheet, options(&file, &sheet)?).await?;
            (finish(&core, &file, &sheet, imported, areas).await?, file)
        }
        ImportCommand::People(file) => {
            let sheet = read(&file, PERSON_COLUMNS)?;
            let core = app::open(&config, mode).await?;
            let imported = import_people(&core, &sheet, options(&file, &sheet)?).await?;
            (finish(&core, &file, &sheet, imported, people).await?, file)
        }
        ImportCommand::Holidays(file) => {
            let sheet = read(&file, HOLIDAY_COLUMNS)?;
            let core = app::open(&config, mode).await?;
            let imported = import_holidays(&core, &sheet, options(&file, &sheet)?).await?;
            (
                finish(&core, &file, &sheet, imported, holidays).await?,
                file,
            )
        }
        ImportCommand::NewMoons(file) => {
            let sheet = read(&file, NEW_MOON_COLUMNS)?;
            let core = app::open(&config, mode).await?;
            let imported = import_new_moons(&core, &sheet, options(&file, &sheet)?).await?;
            (
                finish(&core, &file, &sheet, imported, new_moons).await?,
                file,
            )
        }
        ImportCommand::Events(args) => {
            let input = args.read()?;
            let core = app::open(&config, mode).await?;
            let mut told = import_events::run(&core, &args.file, input).await?;
            if !args.apply {
                told += "dry run: nothing was written; --apply makes the drafts\n";
            }
            return Ok(output::print(&told)?);
        }
    };
    let dry = if file.dry_run {
        "dry run: nothing was written\n"
    } else {
        ""
    };
    Ok(output::print(&format!("{told}{dry}"))?)
}

/// The table, before the database is touched.
fn read(args: &FileArgs, columns: &'static [Column]) -> anyhow::Result<Sheet> {
    let file = &args.file;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    match Sheet::read(&bytes, args.encoding, columns) {
        Ok(sheet) => Ok(sheet),
        Err(Unreadable::Header(faults)) => Err(complain(file, &faults)?),
        Err(unreadable) => Err(anyhow!("{} {unreadable}", file.display())),
    }
}

fn options(args: &FileArgs, sheet: &Sheet) -> anyhow::Result<Options> {
    let lines = sheet.lines();
    let progress = if args.dry_run {
        Progress::new(lines, "lines checked")?
    } else {
        Progress::new(2 * lines, "checks and writes of lines")?
    };
    Ok(Options {
        dry_run: args.dry_run,
        report: Arc::new(move |more| progress.add(more)),
    })
}

/// The words on what came of it, or an error once the faults are printed.
async fn finish<T>(
    core: &Core,
    args: &FileArgs,
    sheet: &Sheet,
    imported: Imported<T>,
    words: impl Fn(&T) -> (u64, String),
) -> anyhow::Result<String> {
    let done = match imported {
        Imported::Done(done) => done,
        Imported::Faulty(faults) => return Err(complain(&args.file, &faults)?),
    };
    let (touched, words) = words(&done);
    if touched > 0 && !args.dry_run {
        dialect::analyze(core.db().writer())
            .await
            .context("the rows are written, but the planner's statistics are not")?;
    }
    let (file, lines) = (args.file.display(), HumanCount(sheet.lines()));
    let noun = if sheet.lines() == 1 { "line" } else { "lines" };
    let encoding = sheet.encoding;
    Ok(format!("{file}: {lines} {noun}, {encoding}\n{words}"))
}

/// Prints the faults as a result, which may be kept in a file, and gives the error to end with.
fn complain(file: &Path, faults: &[Told]) -> anyhow::Result<anyhow::Error> {
    let mut text = String::new();
    for fault in faults.iter().take(PRINTED) {
        text += &format!("{fault}\n");
    }
    if faults.len() > PRINTED {
        let more = HumanCount((faults.len() - PRINTED) as u64);
        text += &format!("and {more} more\n");
    }
    output::print(&text)?;
    let (file, count) = (file.display(), HumanCount(faults.len() as u64));
    let faults = if faults.len() == 1 { "fault" } else { "faults" };
    Ok(anyhow!("{file} has {count} {faults}; nothing was written"))
}

/// What was touched, and the words.
fn areas(imported: &ImportedAreas) -> (u64, String) {
    let (mut touched, mut text) = (0, String::new());
    for (kind, count) in imported.levels {
        touched += count.new + count.changed;
        let level = match kind {
            AreaKind::City => "cities",
            AreaKind::Street => "streets",
            AreaKind::Community => "communities",
            AreaKind::Grid => "grids",
            AreaKind::Unit => "units",
        };
        let [new, changed, unchanged] = [count.new, count.changed, count.unchanged].map(HumanCount);
        text += &format!("{level:<12} {new} new, {changed} changed, {unchanged} unchanged\n");
    }
    (touched, text)
}

/// What was touched, and the words.
fn people(imported: &ImportedPeople) -> (u64, String) {
    let &ImportedPeople {
        new,
        changed,
        moved,
        unchanged,
        merged,
        households,
    } = imported;
    let touched = new + changed;
    let [new, changed, unchanged, households] =
        [new, changed, unchanged, households].map(HumanCount);
    let moved = match moved {
        0 => String::new(),
        moved => format!(" ({} of them moved)", HumanCount(moved)),
    };
    let mut text =
        format!("people       {new} new, {changed} changed{moved}, {unchanged} unchanged\n");
    if merged > 0 {
        let merged = HumanCount(merged);
        text += &format!("merged       {merged} left alone: another record counts for them\n");
    }
    text += &format!("households   {households} new\n");
    (touched, text)
}

/// What was touched: too little for the planner to look at. And the words.
fn holidays(imported: &ImportedHolidays) -> (u64, String) {
    let mut text = String::new();
    for year in &imported.years {
        let [off, working] = [year.holidays, year.working_days].map(HumanCount);
        let before = match year.replaced {
            _ if year.unchanged => "unchanged".to_owned(),
            None => "new".to_owned(),
            Some(days) => format!("in place of {} before", HumanCount(days)),
        };
        text += &format!(
            "{:<12} days off: {off}, working days: {working}; {before}\n",
            year.year
        );
    }
    (0, text)
}

/// What was touched, likewise, and the words.
fn new_moons(imported: &ImportedNewMoons) -> (u64, String) {
    let &ImportedNewMoons {
        new,
        changed,
        unchanged,
        removed,
    } = imported;
    let [new, changed, unchanged, removed] = [new, changed, unchanged, removed].map(HumanCount);
    let text = format!(
        "new moons    {new} new, {changed} changed, {unchanged} unchanged, {removed} removed\n"
    );
    (0, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_tells_what_is_new_changed_and_unchanged() {
        let (touched, text) = people(&ImportedPeople {
            new: 20_000,
            changed: 12,
            moved: 3,
            unchanged: 5,
            merged: 1,
            households: 6_700,
        });
        assert_eq!(touched, 20_012);
        assert_eq!(
            text,
            "people       20,000 new, 12 changed (3 of them moved), 5 unchanged\n\
             merged       1 left alone: another record counts for them\n\
             households   6,700 new\n"
        );
    }
}
