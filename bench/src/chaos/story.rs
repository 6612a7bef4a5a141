//! What went wrong in a run, told as it happens and kept for the judgement.

use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::clock::{Clock, SystemClock};

use super::judge::{Hold, Holds, Kill, Window};
use crate::report;

/// See the module.
pub struct Story {
    began: DateTime<Utc>,
    /// Whether it is told, and not only kept.
    aloud: bool,
    /// What a claim costs if nobody lives to send it.
    lease: TimeDelta,
    chapters: Mutex<Chapters>,
}

/// What is kept.
#[derive(Clone, Debug, Default)]
pub struct Chapters {
    /// Workers that were killed.
    pub kills: Vec<Kill>,
    /// When the database was away.
    pub outages: Vec<Window>,
    /// When messages could not leave, and which.
    pub holds: Vec<Hold>,
}

impl Story {
    /// It begins now.
    pub fn new(lease: TimeDelta, aloud: bool) -> Self {
        Self {
            began: SystemClock.now(),
            aloud,
            lease,
            chapters: Mutex::default(),
        }
    }

    /// Tells a line, with the seconds since the beginning.
    pub fn tell(&self, what: &str) -> Result<()> {
        if !self.aloud {
            return Ok(());
        }
        let since = SystemClock.now() - self.began;
        let since = since.num_milliseconds() as f64 / 1_000.0;
        report::say(&format!("{since:>7.1} s  {what}"))
    }

    /// A worker was killed, and others can take what it had claimed a lease later.
    pub fn kill(&self, kill: Kill) {
        let mut chapters = self.lock();
        chapters.kills.push(kill);
        chapters.holds.push(Hold {
            holds: Holds::All,
            from: kill.at,
            until: kill.at + self.lease,
        });
    }

    /// These messages could not leave since then.
    pub fn hold(&self, holds: Holds, from: DateTime<Utc>) {
        let until = SystemClock.now();
        self.lock().holds.push(Hold { holds, from, until });
    }

    /// None could, nor can what was claimed meanwhile until its lease is over.
    pub fn hold_and_lease(&self, from: DateTime<Utc>) {
        let until = SystemClock.now() + self.lease;
        let holds = Holds::All;
        self.lock().holds.push(Hold { holds, from, until });
    }

    /// The database was away since then; what was being sent is taken again a lease later.
    pub fn outage(&self, from: DateTime<Utc>) {
        let until = SystemClock.now();
        self.lock().outages.push(Window { from, until });
        self.hold_and_lease(from);
    }

    /// What is kept.
    pub fn chapters(&self) -> Chapters {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Chapters> {
        // Nothing under the lock can leave it half-changed.
        self.chapters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
