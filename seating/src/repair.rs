//! What packing leaves: parties without a seat for whom another can make room, and guests who would be
//! alone.

use std::cmp::Reverse;

use crate::fit::best_fit;
use crate::place::Hall;

/// Seats those without a seat for whom others can move to other tables: one if one is enough, else the
/// smallest parties of a table. As few move as can.
pub fn seat_more(hall: &mut Hall<'_>) {
    let mut waiting: Vec<usize> = (0..hall.layout.parties.len())
        .filter(|party| hall.at(*party).is_none())
        .collect();
    waiting.sort_by_key(|party| (hall.layout.parties[*party].seats, *party));
    // For whom no room could be made: who wants the same finds none either until somebody moves.
    let mut stuck = Vec::new();
    for party in waiting {
        let guest = &hall.layout.parties[party];
        let is_plain = guest.pinned_to.is_none() && hall.quarrels(party) == 0;
        let wants = (guest.seats, guest.needs_accessible);
        if is_plain && stuck.contains(&wants) {
            continue;
        }
        let most = hall.most_left();
        let tables = 0..hall.layout.tables.len();
        let mut suited: Vec<usize> = tables
            .filter(|table| hall.layout.suits(party, *table))
            .collect();
        suited.sort_by_key(|table| (Reverse(hall.left(*table)), *table));
        let is_seated = (suited.iter()).any(|table| swap_in(hall, party, *table, most))
            || (suited.iter()).any(|table| clear_for(hall, party, *table, most));
        if is_seated {
            stuck.clear();
        } else if is_plain {
            stuck.push(wants);
        }
    }
}

/// Seats the party at the table if there is room, or if one other party there finds another table, of
/// which none has more seats left than `most`.
fn swap_in(hall: &mut Hall<'_>, party: usize, table: usize, most: u32) -> bool {
    if hall.fits(party, table) {
        hall.seat(party, table);
        return true;
    }
    let wanted = hall.layout.parties[party].seats;
    for other in may_move(hall, table) {
        let freed = hall.layout.parties[other].seats;
        if freed > most || hall.left(table) + freed < wanted {
            continue;
        }
        hall.leave(other);
        if hall.fits(party, table) {
            hall.seat(party, table);
            if let Some(elsewhere) = best_fit(hall, other) {
                hall.seat(other, elsewhere);
                return true;
            }
            hall.leave(party);
        }
        hall.seat(other, table);
    }
    false
}

/// Seats the party at the table if the smallest parties there find other tables, of which none has more
/// seats left than `most`.
fn clear_for(hall: &mut Hall<'_>, party: usize, table: usize, most: u32) -> bool {
    let mut movable = may_move(hall, table);
    movable.sort_by_key(|other| (hall.layout.parties[*other].seats, *other));
    let mut left = Vec::new();
    for other in movable {
        if hall.fits(party, table) || hall.layout.parties[other].seats > most {
            break;
        }
        hall.leave(other);
        left.push(other);
    }
    if hall.fits(party, table) {
        hall.seat(party, table);
        // The largest has the fewest choices.
        let all_seated = left.iter().rev().all(|other| {
            let elsewhere = best_fit(hall, *other);
            if let Some(elsewhere) = elsewhere {
                hall.seat(*other, elsewhere);
            }
            elsewhere.is_some()
        });
        if all_seated {
            return true;
        }
        hall.leave(party);
    }
    for other in &left {
        hall.leave(*other);
    }
    for other in left {
        hall.seat(other, table);
    }
    false
}

/// Who sits at a table and is not pinned to it.
fn may_move(hall: &Hall<'_>, table: usize) -> Vec<usize> {
    let mut here = hall.seated_at(table).to_vec();
    here.retain(|party| hall.layout.parties[*party].pinned_to.is_none());
    here
}

/// Sees to it that nobody is alone at a table: they join others, or others join them; who is alone all
/// the same has no seat.
pub fn accompany(hall: &mut Hall<'_>) {
    for table in 0..hall.layout.tables.len() {
        if hall.is_alone(table) && !joins_others(hall, table) && !is_joined(hall, table) {
            for guest in hall.seated_at(table).to_vec() {
                hall.leave(guest);
            }
        }
    }
}

fn joins_others(hall: &mut Hall<'_>, table: usize) -> bool {
    for guest in hall.seated_at(table).to_vec() {
        if hall.layout.parties[guest].pinned_to.is_some() {
            return false;
        }
        hall.leave(guest);
        match best_fit(hall, guest) {
            Some(other) if hall.company(other).taken > 0 => {
                hall.seat(guest, other);
                return true;
            }
            _ => hall.seat(guest, table),
        }
    }
    false
}

/// The smallest party that leaves nobody alone comes over.
fn is_joined(hall: &mut Hall<'_>, table: usize) -> bool {
    let mut others: Vec<usize> = (0..hall.layout.parties.len())
        .filter(|party| hall.layout.parties[*party].pinned_to.is_none())
        .filter(|party| hall.at(*party).is_some_and(|at| at != table))
        .collect();
    others.sort_by_key(|party| (hall.layout.parties[*party].seats, *party));
    for party in others {
        if !hall.fits(party, table) {
            continue;
        }
        let Some(from) = hall.leave(party) else {
            continue;
        };
        if !hall.is_alone(from) {
            hall.seat(party, table);
            return true;
        }
        hall.seat(party, from);
    }
    false
}
