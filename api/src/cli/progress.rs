//! How far a long command is: a bar on a terminal, a line at every tenth elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// Tells of the progress on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    done: AtomicU64,
    all: u64,
    /// What is counted.
    what: &'static str,
}

impl Progress {
    /// Of so many.
    pub fn new(all: u64, what: &'static str) -> anyhow::Result<Self> {
        let bar = if stderr().is_terminal() {
            let template = format!("{{wide_bar}} {{human_pos}}/{{human_len}} {what}, {{eta}} left");
            Some(ProgressBar::new(all).with_style(ProgressStyle::with_template(&template)?))
        } else {
            None
        };
        Ok(Self {
            bar,
            done: AtomicU64::new(0),
            all,
            what,
        })
    }

    /// So many more are done.
    pub fn add(&self, more: u64) {
        match &self.bar {
            Some(bar) => bar.inc(more),
            None => self.tell_tenths(more),
        }
    }

    fn tell_tenths(&self, more: u64) {
        let before = self.done.fetch_add(more, Ordering::Relaxed);
        let tenth = |part: u64| part * 10 / self.all.max(1);
        let now = before + more;
        if tenth(now) > tenth(before) {
            let (now, all) = (HumanCount(now), HumanCount(self.all));
            // Progress is a courtesy: a closed standard error is no reason to stop.
            let _ = writeln!(stderr().lock(), "{now} of {all} {}", self.what);
        }
    }
}

impl Drop for Progress {
    /// What comes next stands on a line of its own.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
