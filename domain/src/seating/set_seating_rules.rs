//! Sets who sits at a table whatever else is arranged, and who does not sit together.

use std::collections::HashSet;

use mulin_entities::*;
use serde::Serialize;

use super::rules::{self, MAX_RULES};
use super::{open, party_store, rule_store, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// A household that sits at a table.
#[derive(Clone, Debug, Serialize)]
pub struct NewPin {
    /// The household.
    pub household_id: IdInput<HouseholdId>,
    /// The table.
    pub table_id: IdInput<BanquetTableId>,
}

/// Two households that do not sit at one table.
#[derive(Clone, Debug, Serialize)]
pub struct NewApart {
    /// The one.
    pub household_id: IdInput<HouseholdId>,
    /// The other.
    pub other_household_id: IdInput<HouseholdId>,
}

/// All rules of a banquet's seating.
#[derive(Clone, Debug, Serialize)]
pub struct SetSeatingRules {
    /// The banquet.
    pub event_id: IdInput<EventId>,
    /// The version of the plan that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Who sits where whatever else is arranged.
    pub pins: Vec<NewPin>,
    /// Who does not sit together.
    pub apart: Vec<NewApart>,
}

/// Sets the rules, in place of those before. Nobody is moved by that; the next arrangement keeps them.
/// Rules that contradict each other can be set, and are named when it is arranged.
pub async fn set_seating_rules(
    core: &Core,
    actor: &Actor,
    input: SetSeatingRules,
) -> Result<seating_plan::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input)))
        .await
}

/// A pin, as far as its ids could be read, with its place in the input.
type Pin = (usize, Option<HouseholdId>, Option<BanquetTableId>);
type Pair = (usize, Option<HouseholdId>, Option<HouseholdId>);

fn read(faults: &mut Faults, input: &SetSeatingRules) -> (Vec<Pin>, Vec<Pair>) {
    let too_many = rules::too_many(faults, "pins", input.pins.len(), MAX_RULES)
        | rules::too_many(faults, "apart", input.apart.len(), MAX_RULES);
    if too_many {
        return (Vec::new(), Vec::new());
    }
    let mut pins = Vec::new();
    for (index, pin) in input.pins.iter().enumerate() {
        let at = |field: &str| format!("pins.{index}.{field}");
        let household = faults.id(&at("householdId"), "Household", pin.household_id.clone());
        let table = faults.id(&at("tableId"), "BanquetTable", pin.table_id.clone());
        pins.push((index, household, table));
    }
    let mut apart = Vec::new();
    for (index, pair) in input.apart.iter().enumerate() {
        let at = |field: &str| format!("apart.{index}.{field}");
        let one = faults.id(&at("householdId"), "Household", pair.household_id.clone());
        let path = at("otherHouseholdId");
        let other = faults.id(&path, "Household", pair.other_household_id.clone());
        apart.push((index, one, other));
    }
    (pins, apart)
}

/// Notes what is given twice: a household has one pin, and is not apart from itself.
fn check_once(faults: &mut Faults, pins: &[Pin], apart: &[Pair]) {
    let mut seen = HashSet::new();
    for (index, household, _) in pins {
        if household.is_some_and(|household| !seen.insert(household)) {
            faults.add(&format!("pins.{index}.householdId"), Rule::Duplicate);
        }
    }
    let mut seen = HashSet::new();
    for (index, one, other) in apart {
        let (Some(one), Some(other)) = (one, other) else {
            continue;
        };
        if one == other || !seen.insert((one.min(other), one.max(other))) {
            faults.add(&format!("apart.{index}.otherHouseholdId"), Rule::Duplicate);
        }
    }
}

async fn set(tx: &mut Tx, input: SetSeatingRules) -> Result<seating_plan::Model> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id.clone());
    let (pins, apart) = read(&mut faults, &input);
    check_once(&mut faults, &pins, &apart);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let event = open::event(tx, event_id, faults).await?;
    let plan = open::plan(tx, event_id, input.expected_version).await?;
    check_known(tx, event_id, &pins, &apart).await?;

    let new_pins = pins.iter().filter_map(|(_, household, table)| {
        Some(table_pin::Model {
            event_id,
            household_id: (*household)?,
            table_id: (*table)?,
        })
    });
    let new_apart = apart.iter().filter_map(|(_, one, other)| {
        let (one, other) = ((*one)?, (*other)?);
        Some(seated_apart::Model {
            event_id,
            household_id: one.min(other),
            other_household_id: one.max(other),
        })
    });
    rule_store::replace(tx, event_id, new_pins.collect(), new_apart.collect()).await?;
    let plan = store::update(tx, plan).await?;
    let change = BanquetChange::TablesSet;
    tx.record(event.root_area_id, What::Banquet { event_id, change });
    Ok(plan)
}

/// Tables are of this banquet, and households have answered it.
async fn check_known(tx: &Tx, event: EventId, pins: &[Pin], apart: &[Pair]) -> Result<()> {
    let mut faults = Faults::default();
    let tables = store::tables_of(tx.db(), [event]).await?;
    let tables: HashSet<BanquetTableId> = tables.iter().map(|table| table.id).collect();
    let pinned = pins.iter().filter_map(|(_, household, _)| *household);
    let paired = apart.iter().flat_map(|(_, one, other)| [*one, *other]);
    let named: HashSet<HouseholdId> = pinned.chain(paired.flatten()).collect();
    let known = party_store::answered(tx.db(), event, named.into_iter().collect()).await?;
    let known: HashSet<HouseholdId> = known.into_iter().collect();
    let is_known = |id: &Option<HouseholdId>| id.is_none_or(|id| known.contains(&id));
    for (index, household, table) in pins {
        if !is_known(household) {
            faults.add(&format!("pins.{index}.householdId"), Rule::NotFound);
        }
        if table.is_some_and(|table| !tables.contains(&table)) {
            faults.add(&format!("pins.{index}.tableId"), Rule::NotFound);
        }
    }
    for (index, one, other) in apart {
        if !is_known(one) {
            faults.add(&format!("apart.{index}.householdId"), Rule::NotFound);
        }
        if !is_known(other) {
            faults.add(&format!("apart.{index}.otherHouseholdId"), Rule::NotFound);
        }
    }
    faults.finish()
}
