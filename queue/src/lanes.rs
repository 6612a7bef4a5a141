//! Whose lane's turn it is.

/// So many of the priority lane are called before one of another is, if one waits.
pub const MAX_PRIORITY_RUN: u8 = 3;

/// So many who booked are called before one who did not is, if one waits.
pub const MAX_BOOKED_RUN: u8 = 2;

/// A lane of a queue. As a number, its place in arrays of all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Those who go first, for a reason that the staff saw.
    Priority = 0,
    /// Those who booked.
    Booked = 1,
    /// Those who drew a number.
    WalkIn = 2,
}

/// How many of the lanes that go first were called since the last of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Calls of the priority lane since the last of another, at most [`MAX_PRIORITY_RUN`].
    pub priority_run: u8,
    /// Calls of those who booked since the last of those who did not, at most [`MAX_BOOKED_RUN`].
    pub booked_run: u8,
}

/// Whose lane's turn it is, and the pattern after that; none if nobody waits. `waits` tells of each
/// lane, by its number, whether somebody does.
///
/// Priority goes first, but after three of them one other is called; of the others two who booked, then
/// one who did not. An empty lane yields, and nobody saves up turns: a run is never longer than its
/// limit, so that who comes into a lane that was empty waits for at most one of another.
pub fn next(pattern: Pattern, waits: [bool; 3]) -> Option<(Lane, Pattern)> {
    let [priority, booked, walk_in] = waits;
    let others = booked || walk_in;
    if priority && (pattern.priority_run < MAX_PRIORITY_RUN || !others) {
        let priority_run = (pattern.priority_run + 1).min(MAX_PRIORITY_RUN);
        return Some((
            Lane::Priority,
            Pattern {
                priority_run,
                ..pattern
            },
        ));
    }
    if booked && (pattern.booked_run < MAX_BOOKED_RUN || !walk_in) {
        let booked_run = (pattern.booked_run + 1).min(MAX_BOOKED_RUN);
        let pattern = Pattern {
            priority_run: 0,
            booked_run,
        };
        return Some((Lane::Booked, pattern));
    }
    walk_in.then_some((Lane::WalkIn, Pattern::default()))
}
