//! The order of a queue while people come and are called in turn.

use std::collections::VecDeque;

use mulin_queue::{Lane, MAX_BOOKED_RUN, MAX_PRIORITY_RUN, Pattern, next};
use proptest::prelude::*;

/// So many of others are called at most while somebody is the first of their lane: who goes first waits
/// for one; who booked, for one who did not, with three who go first before each of both; who drew a
/// number, for two who booked and three times three who go first.
const MOST_AS_FIRST: [usize; 3] = [1, 7, 11];

const LANES: [Lane; 3] = [Lane::Priority, Lane::Booked, Lane::WalkIn];

/// Somebody comes into a lane, or somebody is called.
#[derive(Clone, Copy, Debug)]
enum Step {
    Comes(Lane),
    Call,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => proptest::sample::select(LANES.to_vec()).prop_map(Step::Comes),
        3 => Just(Step::Call),
    ];
    proptest::collection::vec(step, 0..300)
}

fn patterns() -> impl Strategy<Value = Pattern> {
    (0..=MAX_PRIORITY_RUN, 0..=MAX_BOOKED_RUN).prop_map(|(priority_run, booked_run)| Pattern {
        priority_run,
        booked_run,
    })
}

/// Somebody who waits.
struct Waiting {
    number: usize,
    /// How many of their lane were before them when they came.
    before: usize,
    /// How many had been called then.
    calls: usize,
}

/// A queue, and what came of it.
struct Queue {
    pattern: Pattern,
    lanes: [VecDeque<Waiting>; 3],
    came: usize,
    calls: usize,
    called: [Vec<usize>; 3],
    /// The longest that somebody waited, in calls, against the most that they may: by lane.
    late: Vec<(Lane, usize, usize)>,
}

impl Queue {
    fn run(pattern: Pattern, steps: &[Step]) -> Self {
        let mut queue = Self {
            pattern,
            lanes: Default::default(),
            came: 0,
            calls: 0,
            called: Default::default(),
            late: Vec::new(),
        };
        for step in steps {
            match step {
                Step::Comes(lane) => queue.comes(*lane),
                Step::Call => {
                    queue.call();
                }
            }
        }
        while queue.call() {}
        queue
    }

    fn comes(&mut self, lane: Lane) {
        let lane = &mut self.lanes[lane as usize];
        lane.push_back(Waiting {
            number: self.came,
            before: lane.len(),
            calls: self.calls,
        });
        self.came += 1;
    }

    fn call(&mut self) -> bool {
        let waits = LANES.map(|lane| !self.lanes[lane as usize].is_empty());
        let Some((lane, pattern)) = next(self.pattern, waits) else {
            return false;
        };
        self.pattern = pattern;
        if let Some(first) = self.lanes[lane as usize].pop_front() {
            let waited = self.calls - first.calls;
            // Each of the lane before them, and they, with those of others before each.
            let most = (first.before + 1) * (MOST_AS_FIRST[lane as usize] + 1) - 1;
            if waited > most {
                self.late.push((lane, waited, most));
            }
            self.called[lane as usize].push(first.number);
        }
        self.calls += 1;
        true
    }
}

proptest! {
    #[test]
    fn everybody_is_called_once_and_in_the_order_of_their_lane(
        pattern in patterns(),
        steps in steps(),
    ) {
        let queue = Queue::run(pattern, &steps);
        let mut all: Vec<usize> = queue.called.concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..queue.came).collect::<Vec<_>>());
        for lane in &queue.called {
            prop_assert!(lane.is_sorted());
        }
    }

    #[test]
    fn nobody_starves_whoever_comes(pattern in patterns(), steps in steps()) {
        let queue = Queue::run(pattern, &steps);
        prop_assert!(queue.late.is_empty(), "lane, waited, at most: {:?}", queue.late);
    }

    #[test]
    fn while_all_lanes_are_full_the_shares_are_exact(pattern in patterns(), from in 0_usize..60) {
        let mut turn = pattern;
        let mut calls = [0; 3];
        for call in 0..from + 12 {
            let Some((lane, after)) = next(turn, [true; 3]) else {
                return Err(TestCaseError::fail("nobody is called"));
            };
            turn = after;
            if call >= from {
                calls[lane as usize] += 1;
            }
        }
        // Three who go first to one other, and of the others two who booked to one who did not.
        prop_assert_eq!(calls, [9, 2, 1]);
    }

    #[test]
    fn a_run_is_never_longer_than_its_limit(pattern in patterns(), steps in steps()) {
        let mut turn = pattern;
        for step in steps {
            let waits = match step {
                Step::Comes(lane) => LANES.map(|other| other as usize >= lane as usize),
                Step::Call => [true, false, false],
            };
            if let Some((_, after)) = next(turn, waits) {
                turn = after;
            }
            prop_assert!(turn.priority_run <= MAX_PRIORITY_RUN);
            prop_assert!(turn.booked_run <= MAX_BOOKED_RUN);
        }
    }
}
