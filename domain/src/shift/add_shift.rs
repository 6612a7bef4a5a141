//! Adds a shift to an event.

use mulin_entities::*;
use serde::Serialize;

use super::settings::{self, NewRole, Settings};
use super::{moved, open, policy, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::tx::Tx;
use crate::volunteer;

/// A new shift.
#[derive(Clone, Debug, Serialize)]
pub struct AddShift {
    /// At which event.
    pub event_id: IdInput<EventId>,
    /// What it is.
    pub settings: Settings,
    /// What is needed, in order.
    pub roles: Vec<NewRole>,
}

/// Most shifts of an event.
const MAX_SHIFTS: usize = 100;

/// Adds a shift, for those who run the event, and, for their own team, its leads.
pub async fn add_shift(
    core: &Core,
    actor: &Actor,
    input: AddShift,
    key: Option<String>,
) -> Result<shift::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(tx: &mut Tx, input: AddShift, key: Option<String>) -> Result<shift::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addShift", &input).await? {
        let row = store::shift(tx.db(), ShiftId(id)).await?;
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let Some(event_id) = faults.id("eventId", "Event", input.event_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let event = open::event(tx, "eventId", event_id).await?;
    let mut row = shift::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id,
        team_id: None,
        stall_id: None,
        name: String::new(),
        place: None,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        cancel_until_minutes: 1_440,
        minors_from_age: None,
        state: ShiftState::Open,
        called_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    if let Patch::Set(Ok(team)) = &input.settings.team_id {
        row.team_id = Some(*team);
    }
    policy::may_look_after(tx.actor(), event.id, &event.area_path, Some(&row))?;
    belongings(tx, &mut faults, &event, &mut row, &input.settings).await?;
    if input.settings.name.keeps() {
        faults.add("name", Rule::Required);
    }
    input
        .settings
        .apply(&mut faults, &mut row, &event, open::zone(&event)?);
    let new_id = || tx.new_id();
    let wanted = settings::merge(&mut faults, &row, Vec::new(), input.roles, new_id, tx.now());
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
    // The event's row is not locked: two who add at once may pass the limit by one.
    if store::of_events(tx.db(), [event_id]).await?.len() >= MAX_SHIFTS {
        return Err(Error::input("eventId", Rule::Count { max: MAX_SHIFTS }));
    }
    store::insert_shifts(tx, vec![row.clone()]).await?;
    store::write_roles(tx, wanted.rows).await?;
    moved::record_shift(tx, &row, "added");
    Ok(row)
}

/// Looks at the team and the stall that a shift is to be of: the team of the event's city, the stall of the
/// event.
pub(super) async fn belongings(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    row: &mut shift::Model,
    settings: &Settings,
) -> Result<()> {
    match faults.patched_id("teamId", "Team", settings.team_id.clone()) {
        Patch::Keep => {}
        Patch::Clear => row.team_id = None,
        Patch::Set(team) => {
            row.team_id = Some(team);
            match volunteer::store::team(tx.db(), team).await? {
                Some(team) if team.root_area_id == event.root_area_id => {}
                Some(_) => faults.add("teamId", Rule::Elsewhere),
                None => faults.add("teamId", Rule::NotFound),
            }
        }
    }
    match faults.patched_id("stallId", "Stall", settings.stall_id.clone()) {
        Patch::Keep => {}
        Patch::Clear => row.stall_id = None,
        Patch::Set(stall) => {
            row.stall_id = Some(stall);
            if !store::is_stall_of(tx, stall, event.id).await? {
                faults.add("stallId", Rule::NotFound);
            }
        }
    }
    Ok(())
}
