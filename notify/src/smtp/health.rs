//! Whether a relay is worth a try: one that failed rests, longer each time, and is then tried with one
//! message before the others follow.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The rest after a first failure; each further one doubles it.
const FIRST_REST: TimeDelta = TimeDelta::seconds(5);
/// The longest rest.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(5);

/// What is known of one relay.
#[derive(Default)]
pub(super) struct Health(Mutex<State>);

#[derive(Default)]
struct State {
    /// Failures since it last worked.
    failures: u32,
    rests_until: Option<DateTime<Utc>>,
    /// Whether a message is under way to see whether it works again.
    is_tried: bool,
    /// Raised by each rest: what was begun before it tells nothing new.
    era: u64,
}

impl State {
    fn rests(&self, now: DateTime<Utc>) -> bool {
        self.rests_until.is_some_and(|until| {
            // A clock that was set back must not make a rest longer than any was meant.
            self.is_tried || (now < until && until - now <= LONGEST_REST)
        })
    }
}

/// Leave to try the relay once. Whoever gives up half-way drops it, and tells nothing.
pub(super) struct Turn<'a> {
    health: &'a Health,
    era: u64,
    /// Whether it is the one that finds out.
    tries: bool,
}

impl Health {
    /// `None` while the relay rests, or another message is finding out whether it works again.
    pub(super) fn turn(&self, now: DateTime<Utc>) -> Option<Turn<'_>> {
        let mut state = self.state();
        if state.rests(now) {
            return None;
        }
        let tries = state.rests_until.is_some();
        state.is_tried = tries;
        Some(Turn {
            health: self,
            era: state.era,
            tries,
        })
    }

    /// Whether there is no [turn](Self::turn) now.
    pub(super) fn rests(&self, now: DateTime<Utc>) -> bool {
        self.state().rests(now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing under the lock can leave the state half-changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// The relay answered as it should, whatever it said of the message.
    pub(super) fn worked(self) {
        let mut state = self.health.state();
        if state.era == self.era {
            state.failures = 0;
            state.rests_until = None;
        }
    }

    /// The relay is of no use for now. `jitter` lies between 0 and 1 and spreads the processes that
    /// will try it again.
    pub(super) fn failed(self, now: DateTime<Utc>, jitter: f64) {
        let mut state = self.health.state();
        if state.era != self.era {
            // Of many that were under way at once, the first told it all.
            return;
        }
        state.failures = state.failures.saturating_add(1);
        let doubled = 1 << (state.failures - 1).min(10);
        let rest = (FIRST_REST * doubled).min(LONGEST_REST);
        let share = 0.5 + jitter.clamp(0.0, 1.0) / 2.0;
        // At most 300,000 milliseconds: far from what either number cannot hold.
        let rest = TimeDelta::milliseconds((rest.num_milliseconds() as f64 * share) as i64);
        state.rests_until = Some(now + rest);
        state.era += 1;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.tries {
            self.health.state().is_tried = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_failed_relay_rests_longer_each_time_and_one_message_finds_out() {
        let health = Health::default();
        let mut now = 0;
        for rest in [5, 10, 20, 40, 80, 160, 300, 300] {
            health.turn(at(now)).unwrap().failed(at(now), 1.0);
            assert!(health.turn(at(now)).is_none());
            assert!(health.turn(at(now + rest - 1)).is_none(), "{rest}");
            assert!(health.rests(at(now + rest - 1)));
            now += rest;
            assert!(!health.rests(at(now)));
            let first = health.turn(at(now)).unwrap();
            assert!(health.turn(at(now)).is_none(), "one finds out");
            assert!(health.rests(at(now)), "for all others");
            drop(first);
        }
        health.turn(at(now)).unwrap().worked();
        let (one, two) = (health.turn(at(now)), health.turn(at(now)));
        assert!(one.is_some() && two.is_some(), "everybody again");
        drop((one, two));
        health.turn(at(now)).unwrap().failed(at(now), 0.0);
        assert!(
            health.turn(at(now + 3)).is_some(),
            "from the beginning, and half of it"
        );
    }

    #[test]
    fn many_failures_at_once_are_one() {
        let health = Health::default();
        let turns: Vec<_> = (0..50).map(|_| health.turn(at(0)).unwrap()).collect();
        for turn in turns {
            turn.failed(at(0), 1.0);
        }
        assert!(health.turn(at(4)).is_none());
        assert!(health.turn(at(5)).is_some());
    }

    #[test]
    fn a_success_from_before_a_failure_ends_no_rest() {
        let health = Health::default();
        let (early, late) = (health.turn(at(0)).unwrap(), health.turn(at(0)).unwrap());
        late.failed(at(1), 1.0);
        early.worked();
        assert!(health.turn(at(2)).is_none());
    }

    #[test]
    fn a_clock_set_back_does_not_keep_a_relay_resting() {
        let health = Health::default();
        health.turn(at(100_000)).unwrap().failed(at(100_000), 1.0);
        assert!(health.turn(at(0)).is_some());
    }
}
