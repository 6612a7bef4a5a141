//! What is wrong with a schedule: every fault at once, each with its field.

use std::fmt;

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's path, as clients write it: `rule.byMonthDay`.
    pub field: &'static str,
    /// The rule that it breaks.
    pub kind: FaultKind,
}

/// The rule that a field breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// Must be given.
    #[error("must be given")]
    Required,
    /// Numbers allowed.
    #[error("must lie between {min} and {max}")]
    Range {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// Items allowed in a list.
    #[error("takes at most {max}")]
    Count {
        /// At most.
        max: usize,
    },
    /// Given twice.
    #[error("is given twice")]
    Duplicate,
    /// Not together with another field.
    #[error("cannot stand together with {other}")]
    NotTogether {
        /// The other field.
        other: &'static str,
    },
    /// A date outside the years that are known.
    #[error("must lie in the years from 1950 to 2100")]
    OutOfRange,
    /// The end is before the beginning.
    #[error("ends before it begins")]
    EndBeforeStart,
    /// No day ever satisfies the rule (30 February), or none before the end.
    #[error("never occurs")]
    NeverOccurs,
    /// The next occurrence begins before one has ended.
    #[error("occurs again before it has ended")]
    TooOften,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.kind)
    }
}

/// Collects faults.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, field: &'static str, kind: FaultKind) {
        self.0.push(Fault { field, kind });
    }

    pub(crate) fn range(&mut self, field: &'static str, value: i64, min: i64, max: i64) {
        if !(min..=max).contains(&value) {
            self.add(field, FaultKind::Range { min, max });
        }
    }

    pub(crate) fn count(&mut self, field: &'static str, items: usize, max: usize) {
        if items > max {
            self.add(field, FaultKind::Count { max });
        }
    }

    pub(crate) fn none_yet(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn finish(self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}
