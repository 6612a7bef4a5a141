//! Moves a household by hand, to a table or from it.

use mulin_entities::*;
use mulin_seating::{HardRule, Judgement, SoftRule};
use serde::Serialize;
use uuid::Uuid;

use super::arrange_tables::locked_hall;
use super::error::Named;
use super::hall::{Broken, Hall};
use super::{SeatingError, open, parties, party_store, place_store, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::{CommandResult, Tx};

/// Who moves where.
#[derive(Clone, Debug, Serialize)]
pub struct MoveHousehold {
    /// The banquet.
    pub event_id: IdInput<EventId>,
    /// Who.
    pub household_id: IdInput<HouseholdId>,
    /// Where; none to take them from their table.
    pub table_id: Option<IdInput<BanquetTableId>>,
    /// The version of the plan that the caller saw.
    pub expected_version: i32,
}

/// What a move made worse, though it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worse {
    /// A soft rule is kept less than before.
    Soft(SoftRule),
    /// Somebody is left alone at the table that the household leaves.
    LeftAlone(BanquetTableId),
}

/// What became of a move.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The plan.
    pub plan: seating_plan::Model,
    /// What is worse now.
    pub worse: Vec<Worse>,
}

impl CommandResult for Moved {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.plan.event_id.0)
    }
}

/// Moves a household to a table, or takes it from its table. No hard rule is broken by that; what it
/// does to the soft ones is told. Guests are told when it is published.
pub async fn move_household(core: &Core, actor: &Actor, input: MoveHousehold) -> Result<Moved> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(put(tx, input)))
        .await
}

async fn put(tx: &mut Tx, input: MoveHousehold) -> Result<Moved> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let household_id = faults.id("householdId", "Household", input.household_id);
    let table_id = faults.optional_id("tableId", "BanquetTable", input.table_id);
    let (Some(event_id), Some(household_id)) = (event_id, household_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let by = tx.actor().person()?.person_id;
    party_store::hold_guests(tx.db(), event_id, by, true).await?;
    let event = open::event(tx, event_id, faults).await?;
    let plan = open::plan(tx, event_id, Some(input.expected_version)).await?;
    let hall = locked_hall(tx, &event).await?;
    let party = hall.party_numbers().get(&household_id).copied();
    let party = party.ok_or_else(|| Error::not_found("householdId"))?;
    let table = match table_id {
        Some(id) => {
            let at = hall.tables.iter().position(|table| table.id == id);
            Some(at.ok_or_else(|| Error::not_found("tableId"))?)
        }
        None => None,
    };
    let before = hall.seated();
    let mut after = before.clone();
    after[party] = table;
    if after == before {
        return Ok(Moved {
            plan,
            worse: Vec::new(),
        });
    }
    let layout = hall.layout(false);
    let was = mulin_seating::judge(&layout, &before);
    let now = mulin_seating::judge(&layout, &after);
    must_keep_rules(tx, &hall, (&was, &now), household_id, table_id).await?;

    let changed: Vec<_> = hall
        .moved_to(&after)
        .into_iter()
        .filter(|place| place.household_id == household_id)
        .collect();
    let touched = hall.touched(&changed);
    place_store::write(tx, event_id, changed, &touched).await?;
    let plan = store::update(tx, plan).await?;
    let change = BanquetChange::HouseholdSeated {
        household_id,
        table_id,
    };
    tx.record(event.root_area_id, What::Banquet { event_id, change });
    Ok(Moved {
        plan,
        worse: worse(&hall, &was, &now, table_id),
    })
}

/// What the move breaks that was whole before.
fn newly_broken(hall: &Hall, was: &Judgement, now: &Judgement) -> Vec<Broken> {
    let before = hall.broken(was);
    let mut broken = hall.broken(now);
    broken.retain(|broken| !before.contains(broken));
    broken
}

/// Refuses a move that breaks a hard rule, each by itself. Who is left alone at the other table is told
/// and not refused: they may be the next to be moved.
async fn must_keep_rules(
    tx: &Tx,
    hall: &Hall,
    (was, now): (&Judgement, &Judgement),
    mover: HouseholdId,
    to: Option<BanquetTableId>,
) -> Result<()> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for broken in newly_broken(hall, was, now) {
        let row = hall
            .tables
            .iter()
            .find(|table| Some(table.id) == broken.table_id);
        let table = row.map(|table| table.name.clone()).unwrap_or_default();
        let error = match broken.rule {
            HardRule::Seated => continue,
            HardRule::Capacity => SeatingError::TableFull {
                table,
                free: row.map_or(0, |row| row.capacity - row.taken),
            },
            HardRule::Pin => {
                let pinned = hall.pins.iter().find(|pin| pin.household_id == mover);
                let there = hall
                    .tables
                    .iter()
                    .find(|table| pinned.is_some_and(|pin| pin.table_id == table.id));
                SeatingError::PinnedElsewhere {
                    table: there.map(|table| table.name.clone()).unwrap_or_default(),
                }
            }
            HardRule::Apart => {
                let both = [broken.household, broken.other].into_iter().flatten();
                let other = both.map(|place| place.household_id).find(|id| *id != mover);
                let names = parties::names(tx.db(), hall.event_id, other).await?;
                let other = other.and_then(|id| names.get(&id).cloned());
                SeatingError::MustBeApart {
                    other: Named(other.unwrap_or_default()),
                    table,
                }
            }
            HardRule::Accessible => SeatingError::NotAccessible { table },
            HardRule::HeadTable => SeatingError::HeadTable { table },
            HardRule::NotAlone if broken.table_id == to => SeatingError::Alone { table },
            HardRule::NotAlone => continue,
        };
        refusals.push(error.into());
    }
    if refusals.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(refusals))
}

/// What is allowed and yet worse than before.
fn worse(hall: &Hall, was: &Judgement, now: &Judgement, to: Option<BanquetTableId>) -> Vec<Worse> {
    let less = now.terms.iter().filter(|term| {
        let before = was.terms.iter().find(|before| before.rule == term.rule);
        before.is_some_and(|before| term.score < before.score)
    });
    let soft = less.map(|term| Worse::Soft(term.rule));
    let alone = newly_broken(hall, was, now)
        .into_iter()
        .filter_map(|broken| {
            let is_left = broken.rule == HardRule::NotAlone && broken.table_id != to;
            broken.table_id.filter(|_| is_left).map(Worse::LeftAlone)
        });
    soft.chain(alone).collect()
}
