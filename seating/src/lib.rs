//! Who sits where at a banquet: pure, without input or output, without a clock.
//!
//! A [`Layout`] has tables and parties, by their numbers. [`impossible`] names what no plan can satisfy,
//! [`arrange`] makes a plan, and [`judge`] says how good any plan is and what it breaks.
//!
//! The method: parties are packed by best-fit decreasing, those with hard rules first; then a seeded
//! local search of moves and swaps betters the soft rules by late acceptance hill climbing (E. K. Burke
//! and Y. Bykov, "The late acceptance Hill-Climbing heuristic", European Journal of Operational Research
//! 258, 2017). Whoever had a place that still holds keeps it; others make room one at a time, only where
//! nobody new would have a seat otherwise.
//!
//! Whole numbers, a fixed order, steps that are counted and never timed, and a generator whose numbers
//! are the same everywhere (ChaCha8): the same layout and seed give the same plan on any machine.

mod cost;
mod fit;
mod impossible;
mod judge;
mod layout;
mod packed;
mod place;
mod repair;
mod search;

pub use impossible::{Impossible, impossible};
pub use judge::{Broken, HardRule, Judgement, SoftRule, Term, judge};
pub use layout::{Layout, Party, Table};
pub use packed::packed;

/// Who sits where, and how good that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The table of each party; none for who has no seat.
    pub tables: Vec<Option<usize>>,
    /// How good it is.
    pub judgement: Judgement,
}

/// Arranges who sits where. No hard rule is ever broken: a party that cannot be seated without that
/// has no seat, and the judgement says so. The same layout and seed give the same plan.
pub fn arrange(layout: &Layout, seed: u64) -> Plan {
    let mut hall = place::Hall::new(layout);
    let free = fit::seat_all(&mut hall);
    repair::seat_more(&mut hall);
    fit::pack_instead(&mut hall);
    search::better(&mut hall, &free, seed);
    repair::accompany(&mut hall);
    let tables = hall.tables();
    let judgement = judge(layout, &tables);
    Plan { tables, judgement }
}
