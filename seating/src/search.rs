//! Local search: moves and swaps that better the soft rules, by late acceptance hill climbing.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::place::Hall;

/// How many steps back a cost may be that a worse one is compared with (Burke and Bykov's history
/// length): enough to leave small hollows, and short for the number of steps that there are.
const HISTORY: usize = 200;
/// Steps for each party that is free to move.
const STEPS_EACH: usize = 600;
/// Fewest and most steps.
const STEPS: std::ops::RangeInclusive<usize> = 2_000..=3_000_000;

/// Betters the places of those who are free to move; the others stay. Ends with the best that was seen.
pub fn better(hall: &mut Hall<'_>, free: &[usize], seed: u64) {
    let free: Vec<usize> = free
        .iter()
        .copied()
        .filter(|party| hall.at(*party).is_some())
        .collect();
    if free.is_empty() {
        return;
    }
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let steps = (free.len() * STEPS_EACH).clamp(*STEPS.start(), *STEPS.end());
    let mut cost = hall.whole_cost();
    let mut history = vec![cost; HISTORY];
    let mut best = (cost, hall.tables());
    for step in 0..steps {
        let party = free[dice.below(free.len())];
        let change = match dice.below(2) {
            0 => {
                let table = dice.below(hall.layout.tables.len());
                moved(hall, party, table)
            }
            _ => {
                let other = free[dice.below(free.len())];
                swapped(hall, party, other)
            }
        };
        let Some((change, undo)) = change else {
            continue;
        };
        let late = &mut history[step % HISTORY];
        if cost + change <= cost || cost + change <= *late {
            cost += change;
        } else {
            undo.run(hall);
        }
        *late = (*late).min(cost);
        if cost < best.0 {
            best = (cost, hall.tables());
        }
    }
    restore(hall, &best.1);
}

/// How a step is taken back.
struct Undo([Option<(usize, usize)>; 2]);

impl Undo {
    fn run(self, hall: &mut Hall<'_>) {
        let back = self.0.into_iter().flatten();
        let back: Vec<_> = back.collect();
        for (party, _) in &back {
            hall.leave(*party);
        }
        for (party, table) in back {
            hall.seat(party, table);
        }
    }
}

/// Moves a party, if it may sit there. Answers by how much that costs more.
fn moved(hall: &mut Hall<'_>, party: usize, table: usize) -> Option<(i64, Undo)> {
    let from = hall.at(party)?;
    if from == table || !hall.fits(party, table) {
        return None;
    }
    let before = hall.cost(from) + hall.cost(table);
    hall.leave(party);
    hall.seat(party, table);
    let after = hall.cost(from) + hall.cost(table);
    Some((after - before, Undo([Some((party, from)), None])))
}

/// Swaps two parties, if both may sit there. Answers by how much that costs more.
fn swapped(hall: &mut Hall<'_>, one: usize, other: usize) -> Option<(i64, Undo)> {
    let (first, second) = (hall.at(one)?, hall.at(other)?);
    if first == second {
        return None;
    }
    let before = hall.cost(first) + hall.cost(second);
    let back = Undo([Some((one, first)), Some((other, second))]);
    hall.leave(one);
    hall.leave(other);
    if hall.fits(one, second) && hall.fits(other, first) {
        hall.seat(one, second);
        hall.seat(other, first);
        let after = hall.cost(first) + hall.cost(second);
        return Some((after - before, back));
    }
    hall.seat(one, first);
    hall.seat(other, second);
    None
}

fn restore(hall: &mut Hall<'_>, places: &[Option<usize>]) {
    let moved: Vec<usize> = (0..places.len())
        .filter(|party| hall.at(*party) != places[*party])
        .collect();
    for party in &moved {
        hall.leave(*party);
    }
    for party in moved {
        if let Some(table) = places[party] {
            hall.seat(party, table);
        }
    }
}

/// Numbers that are the same everywhere for a seed.
struct Dice(ChaCha8Rng);

impl Dice {
    /// A number below another, each about as often (Lemire's multiplication; what it is off by is far
    /// below what a search notices).
    fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * u128::try_from(bound).unwrap_or(u128::MAX);
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{moved, swapped};
    use crate::fit::seat_all;
    use crate::judge::HardRule;
    use crate::layout::{Layout, Party, Table};
    use crate::place::{ALONE, Hall};
    use crate::{Judgement, judge};

    /// A hall with room, so that most steps may be taken.
    fn any_layout() -> impl Strategy<Value = Layout> {
        let table =
            (4_u32..13, 0_u32..6, prop::bits::u8::ANY).prop_map(|(capacity, min_guests, bits)| {
                Table {
                    capacity,
                    min_guests,
                    near_entrance: bits & 1 != 0,
                    accessible: bits & 2 != 0,
                    head: bits & 28 == 28,
                    ..Table::default()
                }
            });
        let party = (
            (1_u32..5, 0_u32..3),
            prop::bool::weighted(0.1),
            prop::option::of(0_u32..3),
            prop::bits::u8::masked(63),
        )
            .prop_map(
                |((seats, elders), needs_accessible, building, dishes)| Party {
                    seats,
                    elders: elders.min(seats),
                    needs_accessible,
                    building,
                    dishes,
                    ..Party::default()
                },
            );
        (
            prop::collection::vec(table, 2..9),
            prop::collection::vec(party, 2..20),
            prop::collection::vec((0_usize..20, 0_usize..20), 0..4),
        )
            .prop_map(|(tables, parties, apart)| Layout {
                tables,
                parties,
                apart,
            })
    }

    /// What the plan costs when the judge looks at the whole of it, who is alone included.
    fn judged(hall: &Hall<'_>) -> i64 {
        let Judgement { score, broken, .. } = judge(hall.layout, &hall.tables());
        let alone = broken.iter().filter(|one| one.rule == HardRule::NotAlone);
        ALONE * i64::try_from(alone.count()).unwrap() - score
    }

    proptest! {
        #[test]
        fn a_step_costs_what_the_whole_plan_costs_more(
            layout in any_layout(),
            steps in prop::collection::vec(any::<(bool, bool, usize, usize)>(), 1..60),
        ) {
            let mut hall = Hall::new(&layout);
            seat_all(&mut hall);
            prop_assert_eq!(hall.whole_cost(), judged(&hall));
            for (swaps, stays, one, other) in steps {
                let (before, places) = (judged(&hall), hall.tables());
                let one = one % layout.parties.len();
                let step = match swaps {
                    true => swapped(&mut hall, one, other % layout.parties.len()),
                    false => moved(&mut hall, one, other % layout.tables.len()),
                };
                let change = step.as_ref().map_or(0, |(change, _)| *change);
                prop_assert_eq!(judged(&hall) - before, change);
                prop_assert_eq!(hall.whole_cost(), judged(&hall));
                let broken = judge(&layout, &hall.tables()).broken;
                let passing = |rule| matches!(rule, HardRule::Seated | HardRule::NotAlone);
                prop_assert!(broken.iter().all(|one| passing(one.rule)), "{:?}", broken);
                if let Some((_, undo)) = step
                    && !stays
                {
                    undo.run(&mut hall);
                    prop_assert_eq!(hall.whole_cost(), before);
                    prop_assert_eq!(hall.tables(), places);
                }
            }
        }
    }
}
