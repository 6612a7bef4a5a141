//! How often the worker looked for work, and what came of it.

use std::sync::atomic::{AtomicU64, Ordering};

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// There was work.
    Worked,
    /// There was none.
    Idle,
    /// It failed.
    Failed,
}

impl Round {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Worked, Self::Idle, Self::Failed];

    /// Its name in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::Idle => "idle",
            Self::Failed => "failed",
        }
    }
}

/// The worker's loops.
pub const LOOPS: [&str; 9] = [
    "planning",
    "occurrences",
    "counts",
    "fan-outs",
    "receipts",
    "retention",
    "e-mail",
    "text messages",
    "calls",
];

/// Counts them, from the start of the process.
#[derive(Debug, Default)]
pub struct Rounds([[AtomicU64; 3]; LOOPS.len()]);

impl Rounds {
    /// One more round of a loop.
    pub fn count(&self, of: &str, round: Round) {
        if let Some(count) = self.find(of, round) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many there were.
    pub fn read(&self, of: &str, round: Round) -> u64 {
        self.find(of, round)
            .map_or(0, |count| count.load(Ordering::Relaxed))
    }

    fn find(&self, of: &str, round: Round) -> Option<&AtomicU64> {
        let of = LOOPS.iter().position(|one| *one == of)?;
        let round = Round::ALL.iter().position(|one| *one == round)?;
        self.0.get(of)?.get(round)
    }
}
