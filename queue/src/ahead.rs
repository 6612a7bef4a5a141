//! How many are called before somebody.

use crate::lanes::{Lane, Pattern, next};

/// How many are called before whoever has `before` others of their lane before them, if nobody else
/// comes: by playing the order on. `lengths` are those of the lanes with them in it. It costs a few
/// additions a place.
pub fn ahead(pattern: Pattern, lane: Lane, before: i64, lengths: [i64; 3]) -> i64 {
    let mut left = lengths;
    // Whoever is asked about is in their lane, whatever was counted.
    left[lane as usize] = left[lane as usize].max(before.saturating_add(1));
    let (mut turn, mut own, mut places) = (pattern, before, 0);
    while let Some((called, after)) = next(turn, left.map(|people| people > 0)) {
        if called == lane {
            if own <= 0 {
                break;
            }
            own -= 1;
        }
        left[called as usize] -= 1;
        turn = after;
        places += 1;
    }
    places
}
