//! The order of a queue, by counting.

use mulin_queue::{Lane, MAX_BOOKED_RUN, MAX_PRIORITY_RUN, Pattern, ahead, next};
use proptest::prelude::*;

fn patterns() -> impl Strategy<Value = Pattern> {
    (0..=MAX_PRIORITY_RUN, 0..=MAX_BOOKED_RUN).prop_map(|(priority_run, booked_run)| Pattern {
        priority_run,
        booked_run,
    })
}

fn lengths() -> impl Strategy<Value = [i64; 3]> {
    [0..60_i64, 0..60_i64, 0..60_i64]
}

/// Everybody who waits, in the order of the calls.
fn calls(mut pattern: Pattern, mut left: [i64; 3]) -> Vec<Lane> {
    let mut calls = Vec::new();
    while let Some((lane, after)) = next(pattern, left.map(|people| people > 0)) {
        left[lane as usize] -= 1;
        pattern = after;
        calls.push(lane);
    }
    calls
}

const LANES: [Lane; 3] = [Lane::Priority, Lane::Booked, Lane::WalkIn];

proptest! {
    #[test]
    fn everybody_is_called_once(pattern in patterns(), lengths in lengths()) {
        let calls = calls(pattern, lengths);
        for lane in LANES {
            let called = calls.iter().filter(|called| **called == lane).count();
            prop_assert_eq!(called as i64, lengths[lane as usize]);
        }
    }

    #[test]
    fn a_call_is_of_a_lane_where_somebody_waits(pattern in patterns(), waits: [bool; 3]) {
        match next(pattern, waits) {
            Some((lane, _)) => prop_assert!(waits[lane as usize]),
            None => prop_assert_eq!(waits, [false; 3]),
        }
    }

    #[test]
    fn nobody_starves(pattern in patterns(), lengths in lengths()) {
        // Between two calls of a lane in which somebody waits there are so many others at most: for who
        // drew a number, the two who booked with the priority before each, and that before themselves.
        let most = [1, 7, 11];
        let calls = calls(pattern, lengths);
        for lane in LANES {
            let mut since = 0;
            let mut left = lengths[lane as usize];
            for called in &calls {
                if left == 0 {
                    break;
                }
                if *called == lane {
                    since = 0;
                    left -= 1;
                } else {
                    since += 1;
                    prop_assert!(since <= most[lane as usize], "{lane:?} waits for {since}");
                }
            }
        }
    }

    #[test]
    fn what_is_told_is_what_happens(pattern in patterns(), lengths in lengths()) {
        let calls = calls(pattern, lengths);
        for lane in LANES {
            let mut before = 0;
            for (place, called) in calls.iter().enumerate() {
                if *called == lane {
                    prop_assert_eq!(ahead(pattern, lane, before, lengths), place as i64);
                    before += 1;
                }
            }
        }
    }
}

#[test]
fn while_all_wait_three_go_first_and_two_booked_come_for_one_who_did_not() {
    let calls = calls(Pattern::default(), [18, 4, 2]);
    let named: String = calls
        .iter()
        .map(|lane| match lane {
            Lane::Priority => 'P',
            Lane::Booked => 'B',
            Lane::WalkIn => 'w',
        })
        .collect();
    assert_eq!(named, "PPPBPPPBPPPwPPPBPPPBPPPw");
}

#[test]
fn an_empty_lane_saves_up_no_turns() {
    // Ten of the priority lane alone; then others come: one of them is called at once.
    let mut pattern = Pattern::default();
    for _ in 0..10 {
        pattern = next(pattern, [true, false, false])
            .map(|(_, after)| after)
            .unwrap_or_default();
    }
    assert_eq!(
        next(pattern, [true, true, true]).map(|(lane, _)| lane),
        Some(Lane::Booked)
    );
    let after = next(pattern, [true, true, true])
        .map(|(_, after)| after)
        .unwrap_or_default();
    assert_eq!(
        next(after, [true, true, true]).map(|(lane, _)| lane),
        Some(Lane::Priority)
    );
}
