//! The wall clock of the programs, which jumps: they see the machine's, so many seconds off (by
//! libfaketime). How long something takes is measured by the machine's own clock.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::clock::{Clock, SystemClock};

/// How far off the clock was since when, in order; before the first it was right.
#[derive(Clone, Debug, Default)]
pub struct Shifts(Vec<(DateTime<Utc>, TimeDelta)>);

impl Shifts {
    /// From then on it is so far off.
    pub fn push(&mut self, at: DateTime<Utc>, offset: TimeDelta) {
        self.0.push((at, offset));
    }

    /// How far off it was at that moment.
    pub fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        let shift = self.0.iter().rev().find(|(since, _)| *since <= at);
        shift.map_or(TimeDelta::zero(), |(_, offset)| *offset)
    }

    /// The first moment, from another one on, at which it shows that time or a later one.
    pub fn first(&self, time: DateTime<Utc>, from: DateTime<Utc>) -> DateTime<Utc> {
        let mut start = from;
        for (at, _) in self.0.iter().filter(|(at, _)| *at > from) {
            let shown = (time - self.offset(start)).max(start);
            if shown < *at {
                return shown;
            }
            start = *at;
        }
        (time - self.offset(start)).max(start)
    }

    /// When so much time has passed since then, as the programs see it.
    pub fn passed(&self, from: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        self.first(from + self.offset(from) + time, from)
    }

    /// When it was put forward.
    pub fn forward(&self) -> Vec<DateTime<Utc>> {
        let before = std::iter::once(TimeDelta::zero()).chain(self.0.iter().map(|(_, it)| *it));
        let shifts = self.0.iter().zip(before);
        let forward = shifts.filter(|((_, offset), before)| offset > before);
        forward.map(|((at, _), _)| *at).collect()
    }
}

/// See the module.
pub struct Wall {
    /// libfaketime reads it at each look at the clock.
    file: PathBuf,
    shifts: Mutex<Shifts>,
}

impl Wall {
    /// A clock that is right.
    pub fn right(file: PathBuf) -> Result<Arc<Self>> {
        let wall = Self {
            file,
            shifts: Mutex::default(),
        };
        wall.write(TimeDelta::zero())?;
        Ok(Arc::new(wall))
    }

    /// The file that says how far off it is.
    pub fn file(&self) -> &PathBuf {
        &self.file
    }

    /// Lets it jump.
    pub fn shift(&self, by: TimeDelta) -> Result<()> {
        let mut shifts = self.lock();
        let offset = shifts.offset(SystemClock.now()) + by;
        self.write(offset)?;
        shifts.push(SystemClock.now(), offset);
        Ok(())
    }

    /// How it jumped so far.
    pub fn shifts(&self) -> Shifts {
        self.lock().clone()
    }

    /// In one piece: whoever reads it now reads the old or the new.
    fn write(&self, offset: TimeDelta) -> Result<()> {
        let new = self.file.with_extension("new");
        let text = format!("{:+}\n", offset.num_seconds());
        std::fs::write(&new, text).context("the clock cannot be set")?;
        std::fs::rename(&new, &self.file).context("the clock cannot be set")
    }

    fn lock(&self) -> MutexGuard<'_, Shifts> {
        // Nothing under the lock can leave it half-changed.
        self.shifts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Wall {
    fn now(&self) -> DateTime<Utc> {
        let now = SystemClock.now();
        now + self.lock().offset(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// Right until 100, an hour ahead until 200, ten minutes less until 300, and right again.
    fn shifts() -> Shifts {
        let mut shifts = Shifts::default();
        for (since, offset) in [(100, 3_600), (200, 3_000), (300, 0)] {
            shifts.push(at(since), TimeDelta::seconds(offset));
        }
        shifts
    }

    #[test]
    fn a_time_comes_when_the_clock_first_shows_it() {
        let shifts = shifts();
        assert_eq!(shifts.first(at(90), at(50)), at(90));
        assert_eq!(shifts.first(at(40), at(50)), at(50), "it is past");
        assert_eq!(shifts.first(at(600), at(50)), at(100), "jumped over");
        assert_eq!(shifts.first(at(3_790), at(50)), at(190));
        assert_eq!(shifts.first(at(3_790), at(210)), at(3_790), "put back");
        assert_eq!(shifts.first(at(3_250), at(210)), at(250));
    }

    #[test]
    fn time_passes_as_the_clock_shows() {
        let shifts = shifts();
        assert_eq!(shifts.passed(at(50), TimeDelta::seconds(20)), at(70));
        assert_eq!(shifts.passed(at(90), TimeDelta::minutes(10)), at(100));
        assert_eq!(shifts.passed(at(210), TimeDelta::seconds(200)), at(3_410));
        assert_eq!(shifts.forward(), [at(100)]);
    }
}
