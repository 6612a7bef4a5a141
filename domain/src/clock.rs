//! Time and randomness come in from outside, so that every test can choose them.

use std::sync::Mutex;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use rand::{SeedableRng, TryRng, rngs::StdRng, rngs::SysRng};

/// An instant in UTC, whole microseconds: what both databases keep.
pub type Instant = DateTime<Utc>;

/// How far the clocks of others may be apart from ours, where what they tell is put in order with what
/// we know.
pub const CLOCKS_APART: TimeDelta = TimeDelta::minutes(2);

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, cut to microseconds (PostgreSQL keeps no more, and a value must compare equal to its
    /// stored self).
    fn now(&self) -> Instant;
}

/// Gives bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that may ask the machine"
    )]
    fn now(&self) -> Instant {
        to_micros(Utc::now())
    }
}

/// The machine's randomness.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no key and no id can be made"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        SysRng
            .try_fill_bytes(bytes)
            .expect("the operating system gives randomness");
    }
}

/// A clock that moves only when told.
#[derive(Debug)]
pub struct ManualClock(Mutex<Instant>);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn at(start: Instant) -> Self {
        Self(Mutex::new(to_micros(start)))
    }

    /// Moves on by `span`, which may be negative: clocks jump.
    pub fn advance(&self, span: TimeDelta) {
        *self.lock() += span;
    }

    /// Jumps to an instant.
    pub fn set(&self, now: Instant) {
        *self.lock() = to_micros(now);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        *self.lock()
    }
}

/// Repeatable bytes from a seed.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<StdRng>);

impl SeededEntropy {
    /// The same seed gives the same bytes.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut rng = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let Ok(()) = rng.try_fill_bytes(bytes);
    }
}

/// Cuts an instant to whole microseconds.
pub fn to_micros(instant: Instant) -> Instant {
    instant
        .duration_trunc(TimeDelta::microseconds(1))
        .unwrap_or(instant)
}
