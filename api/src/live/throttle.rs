//! When a group may run again. Pure: the time comes from outside.

use std::time::Duration;

use tokio::time::Instant;

/// Lets a run through at once when the last one is long enough ago, and otherwise as soon as it is.
#[derive(Clone, Copy, Debug)]
pub struct Throttle {
    between: Duration,
    last: Option<Instant>,
}

impl Throttle {
    /// With so much time from one run to the next.
    pub fn new(between: Duration) -> Self {
        Self {
            between,
            last: None,
        }
    }

    /// When what changed by `now` may be told.
    pub fn due(&self, now: Instant) -> Instant {
        self.last.map_or(now, |last| now.max(last + self.between))
    }

    /// Notes that it was told.
    pub fn ran(&mut self, at: Instant) {
        self.last = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Plays changes at these milliseconds as a group does; answers when it ran.
    fn runs(changes: &[u64]) -> Vec<u64> {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut throttle = Throttle::new(Duration::from_millis(200));
        let mut ran = Vec::new();
        let mut due: Option<Instant> = None;
        for change in changes.iter().map(|ms| at(*ms)) {
            if let Some(then) = due.filter(|then| *then < change) {
                throttle.ran(then);
                ran.push(then);
                due = None;
            }
            due = due.or(Some(throttle.due(change)));
        }
        ran.extend(due);
        let milliseconds = |at: Instant| u64::try_from((at - start).as_millis()).unwrap();
        ran.into_iter().map(milliseconds).collect()
    }

    #[test]
    fn a_lone_change_is_told_at_once() {
        assert_eq!(runs(&[7]), [7]);
        assert_eq!(runs(&[7, 1_000]), [7, 1_000]);
    }

    #[test]
    fn a_flurry_is_told_at_its_start_and_at_its_end() {
        assert_eq!(runs(&[0, 1, 2, 199]), [0, 200]);
        assert_eq!(runs(&[0, 50, 250, 300]), [0, 200, 400]);
    }

    proptest! {
        #[test]
        fn five_a_second_and_always_the_last(mut changes in proptest::collection::vec(0..5_000u64, 1..200)) {
            changes.sort_unstable();
            let runs = runs(&changes);
            prop_assert!(runs.windows(2).all(|pair| pair[1] - pair[0] >= 200));
            let (last_run, last) = (runs[runs.len() - 1], changes[changes.len() - 1]);
            prop_assert!(last_run >= last, "the last change is told");
            prop_assert!(changes.iter().all(|at| runs.iter().any(|run| run >= at && run - at <= 200)));
        }
    }
}
