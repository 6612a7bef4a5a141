//! What plain packing makes: the measure of how much a plan is worth.

use std::cmp::Reverse;

use crate::Plan;
use crate::judge::judge;
use crate::layout::Layout;

/// First-fit decreasing (D. S. Johnson, 1973): the largest party first, each at the first table with
/// room. Of the hard rules it keeps the capacity alone.
pub fn packed(layout: &Layout) -> Plan {
    let mut queue: Vec<usize> = (0..layout.parties.len()).collect();
    queue.sort_by_key(|party| (Reverse(layout.parties[*party].seats), *party));
    let mut left: Vec<u32> = layout.tables.iter().map(|table| table.capacity).collect();
    let mut tables = vec![None; layout.parties.len()];
    for party in queue {
        let seats = layout.parties[party].seats;
        if let Some(table) = left.iter().position(|left| *left >= seats) {
            left[table] -= seats;
            tables[party] = Some(table);
        }
    }
    let judgement = judge(layout, &tables);
    Plan { tables, judgement }
}
