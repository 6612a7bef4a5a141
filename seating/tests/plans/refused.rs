//! Each contradiction is told by itself.

use mulin_seating::{Impossible, Layout, Party, Table, impossible};

use crate::layouts::{party, table};

#[test]
fn a_hall_with_too_few_seats() {
    let layout = Layout {
        tables: vec![table(4), table(4)],
        parties: vec![party(4), party(3), party(2)],
        apart: Vec::new(),
    };
    let expected = [Impossible::TooFewSeats {
        wanted: 9,
        there: 8,
    }];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn seats_at_a_head_table_count_for_those_pinned_to_it() {
    let head = Table {
        head: true,
        ..table(6)
    };
    let pinned = Party {
        pinned_to: Some(0),
        ..party(2)
    };
    let layout = Layout {
        tables: vec![head, table(4)],
        parties: vec![pinned, party(3), party(2)],
        apart: Vec::new(),
    };
    let expected = [Impossible::TooFewSeats {
        wanted: 7,
        there: 6,
    }];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn a_household_larger_than_every_table() {
    let layout = Layout {
        tables: vec![table(4), table(4)],
        parties: vec![party(2), party(5)],
        apart: Vec::new(),
    };
    let expected = [Impossible::PartyLargerThanEveryTable { party: 1 }];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn pins_that_contradict_the_table_or_each_other() {
    let stairs = Table {
        accessible: false,
        ..table(4)
    };
    let pinned = |seats, needs_accessible| Party {
        needs_accessible,
        pinned_to: Some(0),
        ..party(seats)
    };
    let layout = Layout {
        tables: vec![stairs, table(8)],
        parties: vec![pinned(3, true), pinned(2, false)],
        apart: vec![(0, 1)],
    };
    let expected = [
        Impossible::PinsOverfill {
            table: 0,
            wanted: 5,
            capacity: 4,
        },
        Impossible::PinNotAccessible { party: 0, table: 0 },
        Impossible::PinnedApart {
            one: 0,
            other: 1,
            table: 0,
        },
    ];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn wheelchairs_without_tables() {
    let stairs = Table {
        accessible: false,
        ..table(9)
    };
    let wheelchair = |seats| Party {
        needs_accessible: true,
        ..party(seats)
    };
    let layout = Layout {
        tables: vec![stairs, table(3)],
        parties: vec![wheelchair(2), wheelchair(2), wheelchair(4)],
        apart: Vec::new(),
    };
    let expected = [
        Impossible::NoAccessibleTable { party: 2 },
        Impossible::TooFewAccessibleSeats {
            wanted: 4,
            there: 3,
        },
    ];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn who_is_apart_from_themselves_and_who_is_alone_everywhere() {
    let layout = Layout {
        tables: vec![table(1), table(1)],
        parties: vec![party(1), party(1)],
        apart: vec![(1, 1)],
    };
    let expected = [
        Impossible::AloneEverywhere { party: 0 },
        Impossible::AloneEverywhere { party: 1 },
        Impossible::ApartFromItself { party: 1 },
    ];
    assert_eq!(impossible(&layout), expected);
}

#[test]
fn what_is_possible_is_not_refused() {
    let layout = Layout {
        tables: vec![table(4), table(4)],
        parties: vec![party(4), party(4)],
        apart: vec![(0, 1)],
    };
    assert_eq!(impossible(&layout), []);
}
