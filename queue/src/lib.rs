//! Whose turn it is in a queue: pure, without input or output, without a clock.
//!
//! A queue has three lanes: who goes first for a reason that the staff saw, who booked, and who drew a
//! number. [`next`] is the one rule of whose lane's turn it is; [`ahead`] tells by the same rule how many
//! are called before somebody; [`estimate`] makes a range of it. Within a lane the order is that of the
//! ranks, which the caller keeps.

mod ahead;
mod estimate;
mod lanes;

pub use ahead::ahead;
pub use estimate::{Others, Pace, Place, Range, Served, estimate};
pub use lanes::{Lane, MAX_BOOKED_RUN, MAX_PRIORITY_RUN, Pattern, next};
