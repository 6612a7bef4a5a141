//! Thirty tables on the square, who sits at them whatever else is arranged, and the plan that guests
//! are shown.

use anyhow::{Context as _, Result};
use mulin_domain::seating::{
    ArrangeTables, NewApart, NewPin, NewTable, PublishSeating, SetSeatingRules, SetTables,
    arrange_tables, publish_seating, set_seating_rules, set_tables, store,
};
use mulin_entities::event;

use super::families::Family;
use crate::seed::demo::stage::Stage;

/// Round tables beside the head table.
const TABLES: usize = 29;
/// Of these so many are near the entrance …
const NEAR_ENTRANCE: usize = 8;
/// … and so many can be reached with a wheelchair.
const ACCESSIBLE: usize = 6;
/// Families at the head table …
const AT_HEAD: usize = 3;
/// … and, after them, pairs that sit apart.
const APART: usize = 2;
/// Which of many plans.
const SEED: i64 = 20_260_303;

/// Sets the tables and rules, arranges, and publishes.
pub(super) async fn arrange(
    stage: &Stage<'_>,
    event: &event::Model,
    coming: &[Family],
) -> Result<()> {
    let (core, organiser) = (stage.core, &stage.organiser);
    let head_of_table = coming.iter().map(|family| family.head);
    let hosted = (0..TABLES).zip(head_of_table.skip(AT_HEAD + 2 * APART));
    let tables = std::iter::once(head_table())
        .chain(hosted.map(|(number, host)| NewTable {
            host_id: Some(Ok(host)).filter(|_| number < NEAR_ENTRANCE),
            ..round_table(number)
        }))
        .collect();
    let input = SetTables {
        event_id: Ok(event.id),
        expected_version: None,
        tables,
    };
    set_tables(core, organiser, input, None).await?;

    let tables = store::tables_of(core.db().reader(), [event.id]).await?;
    let head = tables.iter().find(|table| table.head);
    let head = head.context("the banquet has no head table")?.id;
    // The resident's family sits where it is put.
    let (pinned, others) = coming.split_at(1).1.split_at(AT_HEAD);
    let pin = |family: &Family| NewPin {
        household_id: Ok(family.household),
        table_id: Ok(head),
    };
    let apart = |pair: &[Family]| match pair {
        [one, other] => Some(NewApart {
            household_id: Ok(one.household),
            other_household_id: Ok(other.household),
        }),
        _ => None,
    };
    let input = SetSeatingRules {
        event_id: Ok(event.id),
        expected_version: None,
        pins: pinned.iter().map(pin).collect(),
        apart: others.chunks(2).take(APART).filter_map(apart).collect(),
    };
    set_seating_rules(core, organiser, input).await?;

    let input = ArrangeTables {
        event_id: Ok(event.id),
        seed: Some(SEED),
        expected_version: None,
    };
    arrange_tables(core, organiser, input, None).await?;
    let input = PublishSeating {
        event_id: Ok(event.id),
        expected_version: None,
    };
    publish_seating(core, organiser, input).await?;
    Ok(())
}

fn head_table() -> NewTable {
    NewTable {
        id: None,
        name: "主桌".to_owned(),
        capacity: 20,
        min_guests: 4,
        zone: Some("舞台前".to_owned()),
        near_entrance: false,
        accessible: true,
        head: true,
        host_id: None,
    }
}

fn round_table(number: usize) -> NewTable {
    let zone = match number % 3 {
        0 => "东区",
        1 => "中区",
        _ => "西区",
    };
    NewTable {
        name: format!("{}号桌", number + 1),
        capacity: 10,
        min_guests: 6,
        zone: Some(zone.to_owned()),
        near_entrance: number < NEAR_ENTRANCE,
        accessible: number < ACCESSIBLE,
        head: false,
        ..head_table()
    }
}
