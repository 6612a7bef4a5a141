//! Imports the corrections of new moons that fall so close to midnight that no computation can tell
//! the day, all or nothing.

use mulin_calendar::lunar::{Almanac, NewMoonOverride, OverrideFault};
use uuid::Uuid;

use super::{policy, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::import::{Counter, FileFaults, Options, Outcome, Wrong};
use crate::input::{Faults, Rule};
use crate::tx::CommandResult;

/// One import of the almanac at a time.
pub(super) const IMPORTS: i64 = 0x6D75_6C69_6E10;

const COLUMNS: [&str; 2] = ["computed", "begins"];

/// A correction as a line of a file has it.
#[derive(Clone, Debug)]
pub struct NewMoonLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// The day on which the month is computed to begin.
    pub computed: Option<String>,
    /// The day on which it begins.
    pub begins: Option<String>,
}

/// What became of the corrections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportedNewMoons {
    /// Were not there before.
    pub new: u64,
    /// Said otherwise before.
    pub changed: u64,
    /// Were there already.
    pub unchanged: u64,
    /// Are gone, because the file does not name them.
    pub removed: u64,
}

impl CommandResult for Outcome<ImportedNewMoons> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

/// Takes the corrections of a file in place of all that there were.
pub async fn import_new_moons(
    core: &Core,
    actor: &Actor,
    lines: Vec<NewMoonLine>,
    options: Options,
) -> Result<Outcome<ImportedNewMoons>> {
    policy::may_import(actor)?;
    let mut faults = FileFaults::default();
    let overrides = check(&lines, &options, &mut faults);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if !faults.is_empty() {
                return Ok(Outcome::Faulty(faults.in_order()));
            }
            dialect::one_at_a_time(tx.db(), IMPORTS).await?;
            let before = store::overrides(tx.db()).await?;
            if !options.dry_run {
                store::replace_overrides(tx, &overrides).await?;
                (options.report)(lines.len() as u64);
            }
            Ok(Outcome::Done(compare(&before, &overrides)))
        })
    })
    .await
}

fn check(
    lines: &[NewMoonLine],
    options: &Options,
    faults: &mut FileFaults,
) -> Vec<NewMoonOverride> {
    let mut counter = Counter::new(&options.report);
    let mut read: Vec<(u64, NewMoonOverride)> = Vec::new();
    for line in lines {
        counter.add(1);
        let mut wrong = Faults::default();
        let mut day = |column: &str, text: Option<&str>| {
            if text.is_none() {
                wrong.add(column, Rule::Required);
            }
            rules::written_day(&mut wrong, column, text?)
        };
        let computed = day("computed", line.computed.as_deref());
        let begins = day("begins", line.begins.as_deref());
        if let (Some(computed), Some(begins)) = (computed, begins) {
            read.push((line.line, NewMoonOverride { computed, begins }));
        }
        faults.take(line.line, &COLUMNS, wrong);
    }
    let overrides: Vec<NewMoonOverride> = read.iter().map(|(_, of)| *of).collect();
    for error in Almanac::corrected(&overrides).err().unwrap_or_default() {
        // Of the same twice the later line is too much; else there is one line only.
        let line = read.iter().rfind(|(_, of)| *of == error.of);
        let column = match error.fault {
            OverrideFault::NoMonthBegins | OverrideFault::Twice => "computed",
            OverrideFault::NotOneDay | OverrideFault::MonthLength => "begins",
        };
        if let Some((line, _)) = line {
            faults.add(*line, column, Wrong::NewMoon(error.fault));
        }
    }
    overrides
}

fn compare(before: &[NewMoonOverride], after: &[NewMoonOverride]) -> ImportedNewMoons {
    let mut counts = ImportedNewMoons::default();
    for of in after {
        match before.iter().find(|one| one.computed == of.computed) {
            None => counts.new += 1,
            Some(one) if one == of => counts.unchanged += 1,
            Some(_) => counts.changed += 1,
        }
    }
    let kept = counts.changed + counts.unchanged;
    counts.removed = before.len() as u64 - kept;
    counts
}
