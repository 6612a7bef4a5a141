//! The first seats: whoever had one keeps it, and the others are packed by best-fit decreasing.

use std::cmp::Reverse;

use crate::layout::Layout;
use crate::packed::packed;
use crate::place::Hall;

/// Seats everybody who fits. Answers who had no seat before, in order.
pub fn seat_all(hall: &mut Hall<'_>) -> Vec<usize> {
    let parties = 0..hall.layout.parties.len();
    // Pins hold whatever was before.
    for party in parties.clone() {
        if let Some(pin) = hall.layout.parties[party].pinned_to
            && pin < hall.layout.tables.len()
            && hall.fits(party, pin)
        {
            hall.seat(party, pin);
        }
    }
    for party in parties.clone() {
        let before = hall.layout.parties[party].seated_at;
        if let Some(table) = before
            && hall.at(party).is_none()
            && table < hall.layout.tables.len()
            && hall.fits(party, table)
        {
            hall.seat(party, table);
        }
    }
    let free: Vec<usize> = parties.filter(|party| is_new(hall, *party)).collect();
    let mut queue = free.clone();
    queue.sort_by_key(|party| {
        let guest = &hall.layout.parties[*party];
        let quarrels = hall.quarrels(*party);
        (
            Reverse(guest.needs_accessible),
            Reverse(guest.seats),
            Reverse(quarrels),
            *party,
        )
    });
    for party in queue {
        if let Some(table) = best_fit(hall, party) {
            hall.seat(party, table);
        }
    }
    free
}

fn is_new(hall: &Hall<'_>, party: usize) -> bool {
    hall.at(party).is_none() && hall.layout.parties[party].pinned_to.is_none()
}

/// Starts from plain packing where that breaks nothing and is better, so that no plan is worse than it.
/// Only of a first plan: who had a seat keeps it.
pub fn pack_instead<'l>(hall: &mut Hall<'l>) {
    let layout: &'l Layout = hall.layout;
    if layout.parties.iter().any(|party| party.seated_at.is_some()) {
        return;
    }
    let plain = packed(layout);
    if !plain.judgement.broken.is_empty() {
        return;
    }
    let mut other = Hall::new(layout);
    for (party, table) in plain.tables.iter().enumerate() {
        if let Some(table) = table {
            other.seat(party, *table);
        }
    }
    let lacks = (0..layout.parties.len()).any(|party| hall.at(party).is_none());
    if lacks || other.whole_cost() < hall.whole_cost() {
        *hall = other;
    }
}

/// The table that is left with the fewest seats; tables to which wheelchairs come are kept for who needs
/// them as long as there are others, and nobody is put at a table alone as long as there is company.
pub fn best_fit(hall: &Hall<'_>, party: usize) -> Option<usize> {
    let guest = &hall.layout.parties[party];
    (0..hall.layout.tables.len())
        .filter(|table| hall.fits(party, *table))
        .min_by_key(|table| {
            let alone = guest.seats == 1 && hall.company(*table).taken == 0;
            let spared = hall.layout.tables[*table].accessible && !guest.needs_accessible;
            (alone, spared, hall.left(*table) - guest.seats, *table)
        })
}
