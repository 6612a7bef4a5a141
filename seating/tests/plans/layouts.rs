//! Layouts to try plans on.

use mulin_seating::{Layout, Party, Table};
use proptest::prelude::*;

/// A table that is nothing in particular.
pub fn table(capacity: u32) -> Table {
    Table {
        capacity,
        accessible: true,
        ..Table::default()
    }
}

/// A party that wants nothing in particular.
pub fn party(seats: u32) -> Party {
    Party {
        seats,
        ..Party::default()
    }
}

/// Any layout with rules of every kind, most of them possible, some tight, some not.
pub fn any_layout() -> impl Strategy<Value = Layout> {
    (1_usize..12, 0_usize..40)
        .prop_flat_map(|(tables, parties)| {
            (
                prop::collection::vec(any_table(), tables),
                prop::collection::vec(any_party(tables), parties),
                prop::collection::vec((0..parties.max(1), 0..parties.max(1)), 0..6),
            )
        })
        .prop_map(|(tables, parties, apart)| {
            let there = parties.len();
            let apart = apart
                .into_iter()
                .filter(|(one, other)| *one < there && *other < there)
                .collect();
            Layout {
                tables,
                parties,
                apart,
            }
        })
}

fn any_table() -> impl Strategy<Value = Table> {
    (1_u32..13, 0_u32..6, 0_u32..3, prop::bits::u8::ANY).prop_map(
        |(capacity, min_guests, zone, bits)| Table {
            capacity,
            min_guests: min_guests.min(capacity),
            zone: Some(zone),
            near_entrance: bits & 1 != 0,
            accessible: bits & 6 != 0,
            head: bits & 56 == 56,
        },
    )
}

fn any_party(tables: usize) -> impl Strategy<Value = Party> {
    (
        1_u32..7,
        0_u32..4,
        prop::bool::weighted(0.1),
        prop::option::weighted(0.9, 0_u32..4),
        prop::bits::u8::masked(63),
        prop::option::weighted(0.1, 0..tables),
        prop::option::weighted(0.3, 0..tables),
    )
        .prop_map(
            |(seats, elders, needs_accessible, building, dishes, pinned_to, seated_at)| Party {
                seats,
                elders: elders.min(seats),
                needs_accessible,
                building,
                dishes,
                pinned_to,
                seated_at,
            },
        )
}
