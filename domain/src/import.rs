//! What imports share: an operator hands over the lines of a file, learns of every fault at once,
//! and either all of it is written or nothing.

use std::sync::Arc;

use mulin_calendar::lunar::OverrideFault;
use mulin_entities::AreaKind;

use crate::input::{Faults, Rule};

/// Is told how many lines were checked, and later how many were written, since it was told before:
/// each line counts once in a dry run, and twice in a real one.
pub type Report = Arc<dyn Fn(u64) + Send + Sync>;

/// How to import.
#[derive(Clone)]
pub struct Options {
    /// Check everything, and write nothing.
    pub dry_run: bool,
    /// Is told of the progress.
    pub report: Report,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// Everything is written, or would be.
    Done(T),
    /// Nothing is written.
    Faulty(Vec<Fault>),
}

/// What is wrong with one cell. It names the cell and does not hold it: cells are personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: u64,
    /// English name of the column.
    pub column: &'static str,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It breaks a rule that commands have, too.
    Rule(Rule),
    /// A level of areas is left out above another one.
    Gap {
        /// Column of the level below that is given.
        below: &'static str,
    },
    /// An earlier line says something else of the same area or household.
    Differs {
        /// The earlier line.
        from: u64,
    },
    /// An earlier line is about the same person.
    Repeated {
        /// The earlier line.
        on: u64,
    },
    /// No area of this name stands there.
    UnknownArea {
        /// Its level.
        kind: AreaKind,
    },
    /// Several areas of this name stand there.
    AmbiguousArea {
        /// Their level.
        kind: AreaKind,
    },
    /// An earlier line is about the same day.
    SameDay {
        /// The earlier line.
        on: u64,
    },
    /// The day stands in the list of another year, which the file does not replace.
    ListedBy {
        /// That year.
        year: i32,
    },
    /// A correction of a new moon that cannot be.
    NewMoon(OverrideFault),
    /// There is no city to live in.
    NoCity,
    /// It must be said which city is meant.
    SeveralCities,
}

/// The columns that name an area, from the top.
pub const LEVELS: [(AreaKind, &str); 5] = [
    (AreaKind::City, "city"),
    (AreaKind::Street, "street"),
    (AreaKind::Community, "community"),
    (AreaKind::Grid, "grid"),
    (AreaKind::Unit, "unit"),
];

/// The faults of a file, line by line.
#[derive(Debug, Default)]
pub struct FileFaults(Vec<Fault>);

impl FileFaults {
    /// Notes a fault.
    pub fn add(&mut self, line: u64, column: &'static str, wrong: Wrong) {
        self.0.push(Fault {
            line,
            column,
            wrong,
        });
    }

    /// Takes over what the rules of commands found in a line, whose fields are named by columns.
    pub fn take(&mut self, line: u64, columns: &[&'static str], faults: Faults) {
        for error in faults.into_errors() {
            let name = error.path.join(".");
            let column = columns.iter().find(|column| **column == name);
            let column = column.copied().unwrap_or_default();
            self.add(line, column, Wrong::Rule(error.rule));
        }
    }

    /// Whether anything was noted so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, from the top of the file.
    pub fn in_order(mut self) -> Vec<Fault> {
        self.0.sort_by_key(|fault| fault.line);
        self.0
    }
}

/// Counts lines for a report that need not hear of each.
pub struct Counter {
    report: Report,
    untold: u64,
}

impl Counter {
    /// Tells in steps of so many lines.
    const STEP: u64 = 100;

    /// Begins to count.
    pub fn new(report: &Report) -> Self {
        Self {
            report: report.clone(),
            untold: 0,
        }
    }

    /// Counts lines.
    pub fn add(&mut self, lines: u64) {
        self.untold += lines;
        if self.untold >= Self::STEP {
            self.tell();
        }
    }

    fn tell(&mut self) {
        if self.untold > 0 {
            (self.report)(std::mem::take(&mut self.untold));
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.tell();
    }
}
