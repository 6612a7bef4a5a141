//! Plans of halls that people would know, and one that is the same for ever.

use mulin_seating::{HardRule, Layout, Party, SoftRule, Table, arrange};

use crate::layouts::{party, table};

/// A hall of tables for ten with families of four buildings, drawn by plain arithmetic.
fn hall(tables: usize, parties: u32) -> Layout {
    Layout {
        tables: (0..tables)
            .map(|at| Table {
                min_guests: 5,
                near_entrance: at % 4 == 0,
                accessible: at % 3 == 0,
                head: at == 1,
                ..table(10)
            })
            .collect(),
        parties: (0..parties)
            .map(|at| Party {
                elders: u32::from(at % 5 == 0),
                needs_accessible: at % 17 == 3,
                building: Some(at % 4),
                dishes: 1 << (at % 6),
                pinned_to: (at == 7).then_some(1),
                ..party(at * 7 % 5 + 1)
            })
            .collect(),
        apart: (0..parties as usize / 10)
            .map(|at| (at * 10, at * 10 + 5))
            .collect(),
    }
}

/// FNV-1a of the places.
fn digest(tables: &[Option<usize>]) -> u64 {
    tables.iter().fold(0xcbf2_9ce4_8422_2325, |hash, table| {
        let number = table.map_or(u64::MAX, |table| table as u64);
        (hash ^ number).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn a_plan_is_the_same_on_every_machine() {
    let layout = hall(24, 70);
    let plan = arrange(&layout, 7);
    assert_eq!(plan.judgement.broken, []);
    assert_eq!(
        digest(&plan.tables),
        GOLDEN,
        "what this plan has always been"
    );
    assert_ne!(plan.tables, arrange(&layout, 8).tables);
}

/// See [`a_plan_is_the_same_on_every_machine`]: a change of the method changes it, and nothing else may.
const GOLDEN: u64 = 690_634_830_161_384_218;

#[test]
fn who_leaves_moves_nobody_and_who_comes_moves_few() {
    let mut layout = hall(24, 70);
    let plan = arrange(&layout, 1);
    for (party, table) in layout.parties.iter_mut().zip(&plan.tables) {
        party.seated_at = *table;
    }
    layout.parties[20].seats = 1;
    layout.parties.push(party(4));
    layout.parties.push(party(5));
    let again = arrange(&layout, 1);
    assert_eq!(again.judgement.broken, []);
    assert!(again.judgement.moved <= 6, "{}", again.judgement.moved);
}

#[test]
fn a_new_pin_moves_whom_it_names() {
    let mut layout = hall(24, 70);
    let plan = arrange(&layout, 1);
    for (party, table) in layout.parties.iter_mut().zip(&plan.tables) {
        party.seated_at = *table;
    }
    let stranger = layout.parties.iter().position(|party| {
        let is_free = party.pinned_to.is_none() && !party.needs_accessible;
        is_free && party.seats == 2 && party.seated_at.is_some_and(|at| at > 3)
    });
    let stranger = stranger.expect("somebody sits further back");
    layout.parties[stranger].pinned_to = Some(1);
    let again = arrange(&layout, 1);
    assert_eq!(again.tables[stranger], Some(1));
    assert_eq!(again.judgement.broken, []);
}

#[test]
fn who_is_pinned_is_seated_before_those_who_sat_there() {
    let layout = Layout {
        tables: vec![table(4), table(4)],
        parties: vec![
            Party {
                seated_at: Some(0),
                ..party(4)
            },
            Party {
                pinned_to: Some(0),
                ..party(3)
            },
        ],
        apart: Vec::new(),
    };
    let plan = arrange(&layout, 3);
    assert_eq!(plan.tables, [Some(1), Some(0)]);
    assert_eq!(plan.judgement.broken, []);
}

#[test]
fn one_guest_more_than_pairs_is_not_left_alone() {
    let layout = Layout {
        tables: vec![table(4), table(4), table(4)],
        parties: vec![party(4), party(3), party(1)],
        apart: Vec::new(),
    };
    let plan = arrange(&layout, 3);
    assert_eq!(plan.judgement.broken, []);
    assert_eq!(plan.tables[1], plan.tables[2]);
}

#[test]
fn who_would_be_alone_has_no_seat_and_that_is_told() {
    let layout = Layout {
        tables: vec![table(4), table(4)],
        parties: vec![party(4), party(1)],
        apart: Vec::new(),
    };
    let plan = arrange(&layout, 3);
    assert_eq!(plan.tables[1], None);
    assert_eq!(plan.judgement.broken[0].rule, HardRule::Seated);
}

#[test]
fn room_is_made_for_who_fits_nowhere_else() {
    // The couple sits at the only table for the wheelchair.
    let stairs = Table {
        accessible: false,
        ..table(4)
    };
    let layout = Layout {
        tables: vec![table(4), stairs],
        parties: vec![
            Party {
                seated_at: Some(0),
                ..party(2)
            },
            Party {
                needs_accessible: true,
                ..party(3)
            },
        ],
        apart: Vec::new(),
    };
    let plan = arrange(&layout, 3);
    assert_eq!(plan.tables, [Some(1), Some(0)]);
    assert_eq!(plan.judgement.moved, 1);
}

#[test]
fn elders_come_near_the_entrance_and_neighbours_mix() {
    let layout = hall(24, 70);
    let plan = arrange(&layout, 2);
    let term = |rule| {
        let term = plan.judgement.terms.iter().find(|term| term.rule == rule);
        term.map(|term| term.score)
    };
    // Of fourteen elders three at most sit further back.
    assert!(term(SoftRule::EldersNearEntrance) >= Some(-30));
    // At the head table there is one family alone.
    assert_eq!(term(SoftRule::BuildingsMix), Some(-20));
}
