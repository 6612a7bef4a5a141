//! So many a second, with a burst: a token bucket, kept as the time at which it would be full again
//! (the generic cell rate algorithm of ITU-T I.371, annex A).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// How fast messages may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Messages a second, in the long run.
    pub per_second: u32,
    /// Messages at once, after a rest.
    pub burst: u32,
}

/// A bucket of tokens, one a message.
#[derive(Debug)]
pub struct TokenBucket {
    interval: TimeDelta,
    /// How far the bucket may be emptied.
    depth: TimeDelta,
    level: Mutex<Level>,
}

#[derive(Debug)]
struct Level {
    full_at: DateTime<Utc>,
    /// When it was last looked at.
    seen: DateTime<Utc>,
}

impl TokenBucket {
    /// A full bucket. A rate of 0 counts as 1.
    pub fn new(rate: Rate) -> TokenBucket {
        let interval = TimeDelta::nanoseconds(1_000_000_000 / i64::from(rate.per_second.max(1)));
        let more = i32::try_from(rate.burst.max(1) - 1).unwrap_or(i32::MAX);
        TokenBucket {
            interval,
            depth: interval * more,
            level: Mutex::new(Level {
                full_at: DateTime::<Utc>::MIN_UTC,
                seen: DateTime::<Utc>::MIN_UTC,
            }),
        }
    }

    /// Takes up to so many tokens of those that there are; answers how many. A clock that went back
    /// gives none, and it goes on from there.
    pub fn take_up_to(&self, now: DateTime<Utc>, wanted: u64) -> u64 {
        let mut level = self.level();
        let back = (level.seen - now).max(TimeDelta::zero());
        level.full_at -= back;
        level.seen = now;
        level.full_at = level.full_at.max(now);
        let left = self.depth + self.interval - (level.full_at - now);
        let nanoseconds = |span: TimeDelta| span.num_nanoseconds().unwrap_or(0);
        let tokens = nanoseconds(left) / nanoseconds(self.interval).max(1);
        let taken = wanted.min(u64::try_from(tokens).unwrap_or(0));
        level.full_at += self.worth(taken);
        taken
    }

    /// Puts tokens back that were taken in vain.
    pub fn give_back(&self, tokens: u64) {
        let worth = self.worth(tokens);
        let mut level = self.level();
        // No fuller than full: that is at most the last look.
        level.full_at = level.full_at.max(level.seen + worth) - worth;
    }

    fn worth(&self, tokens: u64) -> TimeDelta {
        self.interval * i32::try_from(tokens).unwrap_or(i32::MAX)
    }

    fn level(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a token, which counts from the time that is answered on; takes none if that is more than
    /// `patience` away.
    pub fn take(&self, now: DateTime<Utc>, patience: Duration) -> Option<Duration> {
        let patience = TimeDelta::from_std(patience).unwrap_or(TimeDelta::MAX);
        let mut level = self.level();
        level.seen = now;
        // Tokens were never given further ahead than this: a clock that went back must not make
        // everybody wait until it is there again.
        let furthest = (self.depth + self.interval)
            .checked_add(&patience)
            .and_then(|ahead| now.checked_add_signed(ahead));
        let from = match furthest {
            Some(furthest) if level.full_at > furthest => now,
            _ => now.max(level.full_at),
        };
        let wait = (from - self.depth - now).max(TimeDelta::zero());
        if wait > patience {
            return None;
        }
        level.full_at = from + self.interval;
        wait.to_std().ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds)
    }

    fn bucket(per_second: u32, burst: u32) -> TokenBucket {
        TokenBucket::new(Rate { per_second, burst })
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_its_pace() {
        let bucket = bucket(10, 3);
        let patience = Duration::from_secs(1);
        let waits: Vec<u128> = (0..6)
            .filter_map(|_| bucket.take(at(0), patience))
            .map(|wait| wait.as_millis())
            .collect();
        assert_eq!(waits, [0, 0, 0, 100, 200, 300]);
        // After a rest there is a whole burst again, and no more.
        let waits: Vec<u128> = (0..4)
            .filter_map(|_| bucket.take(at(60_000), patience))
            .map(|wait| wait.as_millis())
            .collect();
        assert_eq!(waits, [0, 0, 0, 100]);
    }

    #[test]
    fn what_is_taken_at_once_is_missing_later_unless_it_is_put_back() {
        let bucket = bucket(7, 7);
        assert_eq!(bucket.take_up_to(at(0), 9), 7);
        assert_eq!(bucket.take_up_to(at(0), 1), 0);
        assert_eq!(bucket.take_up_to(at(142), 9), 0);
        assert_eq!(bucket.take_up_to(at(143), 9), 1);
        bucket.give_back(1);
        // What is free can also be waited for by one that comes alone.
        assert_eq!(bucket.take(at(143), Duration::ZERO), Some(Duration::ZERO));
        assert_eq!(bucket.take_up_to(at(143), 9), 0);
        bucket.give_back(100);
        assert_eq!(bucket.take_up_to(at(143), 100), 7, "no fuller than full");
        assert_eq!(bucket.take_up_to(at(10_000), 100), 7);
    }

    #[test]
    fn who_cannot_wait_takes_nothing() {
        let bucket = bucket(1, 1);
        assert_eq!(bucket.take(at(0), Duration::ZERO), Some(Duration::ZERO));
        for _ in 0..5 {
            assert_eq!(bucket.take(at(400), Duration::from_millis(599)), None);
        }
        assert_eq!(
            bucket.take(at(400), Duration::from_millis(600)),
            Some(Duration::from_millis(600))
        );
    }

    #[test]
    fn a_clock_that_goes_back_stops_nobody() {
        let bucket = bucket(1, 1);
        let patience = Duration::from_secs(2);
        assert!(bucket.take(at(3_600_000), patience).is_some());
        assert_eq!(bucket.take(at(0), patience), Some(Duration::ZERO));
    }

    proptest! {
        /// Whatever the order of arrivals, no more go in a time than pace and burst allow.
        #[test]
        fn never_more_than_the_pace(
            per_second in 1_u32..50,
            burst in 1_u32..20,
            steps in prop::collection::vec(0_i64..300, 1..200),
        ) {
            let bucket = bucket(per_second, burst);
            let patience = Duration::from_millis(500);
            let (mut now, mut went) = (0, Vec::new());
            for step in steps {
                now += step;
                if let Some(wait) = bucket.take(at(now), patience) {
                    went.push(now + i64::try_from(wait.as_millis()).unwrap());
                }
            }
            went.sort_unstable();
            for (first, begin) in went.iter().enumerate() {
                let in_a_second = went[first..].iter().filter(|at| **at < begin + 1_000).count();
                // One more for what rounding to milliseconds moves into the second.
                prop_assert!(in_a_second as u32 <= per_second + burst + 1);
            }
        }
    }
}
