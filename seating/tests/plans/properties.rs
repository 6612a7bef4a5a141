//! Hard rules hold in every plan, and the same seed gives the same plan.

use mulin_seating::{HardRule, Layout, arrange, impossible, judge, packed};
use proptest::prelude::*;

use crate::layouts::any_layout;

/// Guests that have a seat.
fn seated(layout: &Layout, tables: &[Option<usize>]) -> u32 {
    let parties = layout.parties.iter().zip(tables);
    parties
        .filter(|(_, table)| table.is_some())
        .map(|(party, _)| party.seats)
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_plan_breaks_a_hard_rule_but_that_some_have_no_seat(layout in any_layout(), seed: u64) {
        let plan = arrange(&layout, seed);
        for broken in &plan.judgement.broken {
            prop_assert_eq!(broken.rule, HardRule::Seated, "{:?}", broken);
        }
        // By counting alone, without the judge.
        for (at, table) in layout.tables.iter().enumerate() {
            let here = || layout.parties.iter().enumerate()
                .filter(|(party, _)| plan.tables[*party] == Some(at));
            let guests: u32 = here().map(|(_, party)| party.seats).sum();
            prop_assert!(guests <= table.capacity);
            prop_assert!(guests != 1 || layout.guests() == 1, "somebody is alone");
            for (_, party) in here() {
                prop_assert!(table.accessible || !party.needs_accessible);
                prop_assert!(!table.head || party.pinned_to == Some(at));
                prop_assert!(party.pinned_to.is_none_or(|pin| pin == at));
            }
        }
        for (one, other) in &layout.apart {
            let table = plan.tables[*one];
            prop_assert!(table.is_none() || table != plan.tables[*other]);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_plan(layout in any_layout(), seed: u64) {
        prop_assert_eq!(arrange(&layout, seed), arrange(&layout, seed));
    }

    #[test]
    fn a_plan_is_no_worse_than_packing_that_breaks_nothing(mut layout in any_layout(), seed: u64) {
        // Few layouts are packed without breaking a rule; so these have fewer rules.
        layout.apart.clear();
        for party in &mut layout.parties {
            (party.seated_at, party.pinned_to, party.needs_accessible) = (None, None, false);
        }
        for table in &mut layout.tables {
            table.head = false;
        }
        layout.parties.truncate(12);
        let plain = packed(&layout);
        prop_assume!(plain.judgement.broken.is_empty());
        let plan = arrange(&layout, seed);
        prop_assert_eq!(seated(&layout, &plan.tables), layout.guests());
        prop_assert!(plan.judgement.score >= plain.judgement.score);
    }

    #[test]
    fn a_plan_is_left_alone_unless_more_find_a_seat(mut layout in any_layout(), seed: u64, other: u64) {
        let plan = arrange(&layout, seed);
        for (party, table) in layout.parties.iter_mut().zip(&plan.tables) {
            party.seated_at = *table;
        }
        let again = arrange(&layout, other);
        let (before, after) = (seated(&layout, &plan.tables), seated(&layout, &again.tables));
        prop_assert!(after > before || (after == before && again.judgement.moved == 0));
    }

    #[test]
    fn what_is_provably_impossible_leaves_somebody_without_a_seat(layout in any_layout(), seed: u64) {
        let contradicts = !impossible(&layout).is_empty();
        let plan = arrange(&layout, seed);
        if contradicts {
            prop_assert!(!plan.judgement.broken.is_empty());
        }
    }

    #[test]
    fn a_judgement_is_the_sum_of_its_terms_and_none_is_above_zero(layout in any_layout(), seed: u64) {
        let plan = arrange(&layout, seed);
        let terms = &plan.judgement.terms;
        prop_assert!(terms.iter().all(|term| term.score <= 0));
        prop_assert_eq!(plan.judgement.score, terms.iter().map(|term| term.score).sum::<i64>());
        prop_assert_eq!(&plan.judgement, &judge(&layout, &plan.tables));
    }
}
