//! Adds a stall to an event.

use mulin_entities::*;
use serde::Serialize;

use super::settings::{NewService, NewStation, Settings};
use super::{open, parts, policy, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::tx::Tx;

/// A new stall.
#[derive(Clone, Debug, Serialize)]
pub struct AddStall {
    /// At which event.
    pub event_id: IdInput<EventId>,
    /// How it works.
    pub settings: Settings,
    /// What it does, in order.
    pub services: Vec<NewService>,
    /// With what, in order.
    pub stations: Vec<NewStation>,
}

/// Most stalls of an event.
const MAX_STALLS: usize = 50;

/// Adds a stall, for those who run the event. Its stations are closed until the day.
pub async fn add_stall(
    core: &Core,
    actor: &Actor,
    input: AddStall,
    key: Option<String>,
) -> Result<stall::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(tx: &mut Tx, input: AddStall, key: Option<String>) -> Result<stall::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addStall", &input).await? {
        let row = store::stall(tx.db(), StallId(id)).await?;
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let Some(event_id) = faults.id("eventId", "Event", input.event_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let event = open::event(tx, "eventId", event_id).await?;
    policy::may_edit(tx.actor(), event.id, &event.area_path, None)?;
    let mut row = usual(tx, &event);
    if input.settings.name.keeps() {
        faults.add("name", Rule::Required);
    }
    let team = input.settings.team_id.clone();
    if let Patch::Set(team) = faults.patched_id("teamId", "Team", team) {
        open::check_team(tx, &mut faults, &event, team).await?;
        row.team_id = Some(team);
    }
    input.settings.apply(&mut faults, &mut row);
    let parts = parts::merge(
        tx,
        &mut faults,
        &row,
        parts::Parts::default(),
        Some(&input.services),
        Some(&input.stations),
    );
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
    // The event's row is not locked: two who add at once may pass the limit by one.
    if store::stalls_of(tx.db(), [event_id]).await?.len() >= MAX_STALLS {
        return Err(Error::input("eventId", Rule::Count { max: MAX_STALLS }));
    }
    store::insert_stalls(tx, vec![row.clone()]).await?;
    store::write_services(tx, parts.services).await?;
    store::write_stations(tx, parts.stations).await?;
    let change = ServiceDayChange::StallChanged {
        stall_id: row.id,
        how: "added",
    };
    tx.record(row.root_area_id, What::ServiceDay { event_id, change });
    Ok(row)
}

/// A stall of which nothing is said yet.
fn usual(tx: &Tx, event: &event::Model) -> stall::Model {
    stall::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id: event.id,
        team_id: None,
        name: String::new(),
        place: None,
        needed_skill: None,
        walk_in_percent: 30,
        priority_from_age: Some(70),
        calls_before_skip: 2,
        back_after: 3,
        nearly_places: 3,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        removed_at: None,
    }
}
