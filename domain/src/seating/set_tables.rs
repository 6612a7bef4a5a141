//! Sets the tables of a banquet, all at once.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use serde::Serialize;

use super::rules::{self, MAX_TABLES, Shape};
use super::{SeatingError, open, place_store, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::roles;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::{self, Reach};
use crate::tx::Tx;

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct NewTable {
    /// Which one, if it is there already.
    pub id: Option<IdInput<BanquetTableId>>,
    /// Its number or name, on its card.
    pub name: String,
    /// Seats.
    pub capacity: i32,
    /// Guests that it should have, if it has any.
    pub min_guests: i32,
    /// Part of the hall.
    pub zone: Option<String>,
    /// Whether it is near the entrance.
    pub near_entrance: bool,
    /// Whether a wheelchair comes to it.
    pub accessible: bool,
    /// Whether only those sit there who are pinned to it.
    pub head: bool,
    /// Who looks after it.
    pub host_id: Option<IdInput<PersonId>>,
}

/// All tables of a banquet.
#[derive(Clone, Debug, Serialize)]
pub struct SetTables {
    /// The banquet.
    pub event_id: IdInput<EventId>,
    /// The version of the plan that the caller saw, 0 for none; any if left out.
    pub expected_version: Option<i32>,
    /// In order.
    pub tables: Vec<NewTable>,
}

/// Sets the tables. One that is left out is taken away, and who sat there has no table then. A table
/// keeps who sits at it, and is not made smaller than they need.
pub async fn set_tables(
    core: &Core,
    actor: &Actor,
    input: SetTables,
    key: Option<String>,
) -> Result<seating_plan::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input, key)))
        .await
}

/// A table of the input, as far as its ids could be read.
struct Wanted {
    id: Option<BanquetTableId>,
    host_id: Option<PersonId>,
    shape: Shape,
    near_entrance: bool,
    accessible: bool,
    head: bool,
}

fn read(faults: &mut Faults, tables: &[NewTable]) -> Vec<Wanted> {
    let mut wanted = Vec::with_capacity(tables.len());
    for (index, table) in tables.iter().enumerate() {
        let at = |field: &str| format!("tables.{index}.{field}");
        let zone = table.zone.as_deref();
        wanted.push(Wanted {
            id: faults.optional_id(&at("id"), "BanquetTable", table.id.clone()),
            host_id: faults.optional_id(&at("hostId"), "Person", table.host_id.clone()),
            shape: rules::shape(
                faults,
                index,
                &table.name,
                table.capacity,
                table.min_guests,
                zone,
            ),
            near_entrance: table.near_entrance,
            accessible: table.accessible,
            head: table.head,
        });
    }
    let names = wanted.iter().map(|table| table.shape.name.as_str());
    rules::once(faults, names, |index| format!("tables.{index}.name"));
    wanted
}

async fn set(tx: &mut Tx, input: SetTables, key: Option<String>) -> Result<seating_plan::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "setTables", &input).await? {
        return open::replayed(tx, EventId(id)).await;
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let too_many = rules::too_many(&mut faults, "tables", input.tables.len(), MAX_TABLES);
    let read_now = if too_many { &[] } else { &input.tables[..] };
    let wanted = read(&mut faults, read_now);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let hosts = wanted.iter().filter_map(|table| table.host_id);
    person::store::hold_all(tx.db(), hosts).await?;
    let event = open::event(tx, event_id, faults).await?;
    let plan = store::lock(tx, event_id).await?;
    let version = plan.as_ref().map_or(0, |plan| plan.version);
    open::must_be(input.expected_version, version)?;
    let before = store::tables_of(tx.db(), [event_id]).await?;
    check_ids(&before, &wanted)?;
    check_hosts(tx, &event, &before, &wanted).await?;
    must_hold(&before, &wanted)?;

    let plan = match plan {
        Some(plan) => store::update(tx, plan).await?,
        None => {
            let plan = store::new(tx, event_id, event.root_area_id);
            store::insert_plans(tx, vec![plan.clone()]).await?;
            plan
        }
    };
    write(tx, &event, &before, wanted).await?;
    let change = BanquetChange::TablesSet;
    tx.record(event.root_area_id, What::Banquet { event_id, change });
    Ok(plan)
}

/// Notes tables that are not of this banquet, or are given twice.
fn check_ids(before: &[banquet_table::Model], wanted: &[Wanted]) -> Result<()> {
    let mut faults = Faults::default();
    let known: HashSet<BanquetTableId> = before.iter().map(|table| table.id).collect();
    let mut seen = HashSet::new();
    for (index, table) in wanted.iter().enumerate() {
        let Some(id) = table.id else { continue };
        let path = format!("tables.{index}.id");
        if !known.contains(&id) {
            faults.add(&path, Rule::NotFound);
        } else if !seen.insert(id) {
            faults.add(&path, Rule::Duplicate);
        }
    }
    faults.finish()
}

/// Who looks after a table is somebody who answered the event, lives where it is, or is known to the
/// actor; who did before goes on.
async fn check_hosts(
    tx: &Tx,
    event: &event::Model,
    before: &[banquet_table::Model],
    wanted: &[Wanted],
) -> Result<()> {
    let mut faults = Faults::default();
    let mut known: HashSet<PersonId> = before.iter().filter_map(|table| table.host_id).collect();
    for (index, table) in wanted.iter().enumerate() {
        let Some(host) = table.host_id.filter(|host| !known.contains(host)) else {
            continue;
        };
        let reach = Reach {
            root_area_id: event.root_area_id,
            area_path: &event.area_path,
            known_otherwise: roles::has_answered(tx.db(), event.id, host).await?,
        };
        let path = format!("tables.{index}.hostId");
        let found = person::appointee(tx, &mut faults, &path, host, reach).await?;
        known.extend(found.map(|person| person.id));
    }
    faults.finish()
}

/// No table is made smaller than those who sit there need: each that would be is named.
fn must_hold(before: &[banquet_table::Model], wanted: &[Wanted]) -> Result<()> {
    let taken: HashMap<BanquetTableId, i32> =
        before.iter().map(|table| (table.id, table.taken)).collect();
    let mut refusals = Vec::new();
    for (index, table) in wanted.iter().enumerate() {
        let taken = table.id.and_then(|id| taken.get(&id)).copied();
        let Some(taken) = taken.filter(|taken| *taken > table.shape.capacity) else {
            continue;
        };
        refusals.push(Refusal::from(SeatingError::TooSmall {
            index,
            table: table.shape.name.clone(),
            taken,
            capacity: table.shape.capacity,
        }));
    }
    if refusals.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(refusals))
}

/// Frees and takes away what is left out, then writes what is there, then what is new.
async fn write(
    tx: &Tx,
    event: &event::Model,
    before: &[banquet_table::Model],
    wanted: Vec<Wanted>,
) -> Result<()> {
    let kept: HashSet<BanquetTableId> = wanted.iter().filter_map(|table| table.id).collect();
    let gone: Vec<BanquetTableId> = before
        .iter()
        .map(|table| table.id)
        .filter(|id| !kept.contains(id))
        .collect();
    if !gone.is_empty() {
        free(tx, event.id, &gone).await?;
        store::delete_tables(tx, &gone).await?;
    }
    let (mut edited, mut new) = (Vec::new(), Vec::new());
    for (position, table) in (0..).zip(wanted) {
        let old = before.iter().find(|old| Some(old.id) == table.id);
        let row = banquet_table::Model {
            id: old.map_or_else(|| tx.new_id(), |old| old.id),
            root_area_id: event.root_area_id,
            event_id: event.id,
            position,
            name: table.shape.name,
            capacity: table.shape.capacity,
            min_guests: table.shape.min_guests,
            zone: table.shape.zone,
            near_entrance: table.near_entrance,
            accessible: table.accessible,
            head: table.head,
            host_id: table.host_id,
            taken: old.map_or(0, |old| old.taken),
        };
        match old {
            Some(old) if *old == row => {}
            Some(_) => edited.push(row),
            None => new.push(row),
        }
    }
    store::update_tables(tx, before, edited).await?;
    store::insert_tables(tx, new).await
}

/// Nobody sits at these tables any more, or was shown to.
async fn free(tx: &Tx, event: EventId, gone: &[BanquetTableId]) -> Result<()> {
    let gone: HashSet<BanquetTableId> = gone.iter().copied().collect();
    let stays = |table: Option<BanquetTableId>| table.filter(|table| !gone.contains(table));
    let mut changed = Vec::new();
    for place in place_store::of_event(tx.db(), event).await? {
        let freed = seat_assignment::Model {
            table_id: stays(place.table_id),
            published_table_id: stays(place.published_table_id),
            ..place.clone()
        };
        if freed != place {
            changed.push(freed);
        }
    }
    place_store::write(tx, event, changed, &[]).await
}
