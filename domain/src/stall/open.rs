//! How the commands about stalls begin: the event, the stall, and who may.

use mulin_entities::*;

use super::{StallError, policy, store};
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::input::{Faults, Rule};
use crate::tx::Tx;
use crate::volunteer;

/// An event that the actor sees. Errors: `path` is not found.
pub(super) async fn event(tx: &Tx, path: &str, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found(path))
}

/// A stall that the actor may edit, locked, of an event that is not over.
pub(super) async fn stall(
    tx: &Tx,
    path: &str,
    id: StallId,
    expected_version: Option<i32>,
) -> Result<(event::Model, stall::Model)> {
    let missing = || Error::not_found(path);
    let row = store::lock_stall(tx, id).await?.ok_or_else(missing)?;
    let event = event(tx, path, row.event_id).await?;
    policy::may_edit(tx.actor(), event.id, &event.area_path, Some(&row))?;
    events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
    if row.removed_at.is_some() {
        return Err(Refusal::from(StallError::Gone).into());
    }
    match expected_version {
        Some(version) if version != row.version => {
            let current = row.version;
            Err(Refusal::VersionConflict { current }.into())
        }
        _ => Ok((event, row)),
    }
}

/// A station whose stall the actor serves at, locked.
pub(super) async fn station(
    tx: &Tx,
    id: StationId,
) -> Result<(event::Model, stall::Model, station::Model)> {
    let missing = || Error::not_found("stationId");
    let row = store::lock_station(tx, id).await?.ok_or_else(missing)?;
    let stall = store::stall(tx.db(), row.stall_id).await?;
    let stall = stall.ok_or_else(missing)?;
    let event = event(tx, "stationId", row.event_id).await?;
    policy::may_serve(tx.actor(), event.id, &event.area_path, &stall)?;
    if row.removed_at.is_some() {
        return Err(Refusal::from(StallError::Gone).into());
    }
    Ok((event, stall, row))
}

/// A team that staffs a stall is of the city of the event.
pub(super) async fn check_team(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    team: TeamId,
) -> Result<()> {
    match volunteer::store::team(tx.db(), team).await? {
        Some(team) if team.root_area_id == event.root_area_id => {}
        Some(_) => faults.add("teamId", Rule::Elsewhere),
        None => faults.add("teamId", Rule::NotFound),
    }
    Ok(())
}
