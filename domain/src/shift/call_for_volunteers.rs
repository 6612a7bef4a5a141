//! Asks volunteers to come to a shift.

use chrono::TimeDelta;
use mulin_entities::*;
use serde::Serialize;

use super::limits::{minor_age, year_of};
use super::{ShiftError, call_store, open, store, update_shift};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;
use crate::volunteer;

/// So long after a call the next may be made.
const PAUSE: TimeDelta = TimeDelta::hours(6);

/// Whom to ask.
#[derive(Clone, Debug, Serialize)]
pub struct CallForVolunteers {
    /// To which shift.
    pub shift_id: IdInput<ShiftId>,
    /// All volunteers of this team …
    pub team_id: Option<IdInput<TeamId>>,
    /// … or all who live in this area and offer to help; one of the two.
    pub area_id: Option<IdInput<AreaId>>,
}

/// Asks volunteers to come to a shift that has places left: those of a team, or those who live in an area
/// and belong to a team or say what they can do. Only who could take a place is asked: who has what one of
/// the roles asks for, is free at that time and no minor, at most 500. Once in six hours a shift, for those
/// who look after it; answers the shift.
pub async fn call_for_volunteers(
    core: &Core,
    actor: &Actor,
    input: CallForVolunteers,
) -> Result<shift::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(call(tx, input)))
        .await
}

async fn call(tx: &mut Tx, input: CallForVolunteers) -> Result<shift::Model> {
    let mut faults = Faults::default();
    let id = faults.id("shiftId", "Shift", input.shift_id);
    if input.team_id.is_some() == input.area_id.is_some() {
        faults.add("areaId", Rule::Together { other: "teamId" });
    }
    let team = faults.optional_id("teamId", "Team", input.team_id);
    let area = faults.optional_id("areaId", "Area", input.area_id);
    faults.finish()?;
    let held =
        update_shift::looked_after(tx, id.ok_or_else(|| Error::not_found("shiftId"))?).await?;
    open::must_be_ahead(tx, &held.shift)?;
    if let Some(called_at) = held.shift.called_at
        && tx.now() < called_at + PAUSE
    {
        let retry_at = called_at + PAUSE;
        return Err(Refusal::from(ShiftError::CalledRecently { retry_at }).into());
    }
    let roles = store::roles_of(tx.db(), [held.shift.id]).await?;
    let free: Vec<shift_role::Model> = roles.into_iter().filter(|r| r.taken < r.places).collect();
    if free.is_empty() {
        return Err(Refusal::from(ShiftError::NobodyToCall).into());
    }
    let whom = match (team, area) {
        (Some(team), _) => of_team(tx, &held.event, team).await?,
        (None, Some(area)) => of_area(tx, &held.event, area).await?,
        (None, None) => return Err(Error::not_found("teamId")),
    };
    let zone = held.zone()?;
    let day = held.shift.ends_at.with_timezone(&zone).date_naive();
    let found = call_store::candidates(tx, &whom, &held.shift, &free, day).await?;
    let year = year_of(held.shift.starts_at, zone);
    let people: Vec<PersonId> = found
        .into_iter()
        .filter(|(_, born)| minor_age(*born, year).is_none())
        .map(|(id, _)| id)
        .collect();
    if people.is_empty() {
        return Err(Refusal::from(ShiftError::NobodyToCall).into());
    }
    let mut row = held.shift;
    row.called_at = Some(tx.now());
    let row = store::update_shift(tx, row).await?;
    let change = VolunteerChange::VolunteersCalled {
        event_id: row.event_id,
        shift_id: row.id,
        people,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
    Ok(row)
}

async fn of_team(tx: &Tx, event: &event::Model, id: TeamId) -> Result<call_store::Whom> {
    let missing = || Error::not_found("teamId");
    let team = volunteer::store::team(tx.db(), id).await?;
    let team = team.filter(|team| team.root_area_id == event.root_area_id);
    let team = team.ok_or_else(missing)?;
    // Whoever runs the event asks the teams that serve it; leads ask theirs.
    let serves = event.area_path.starts_with(&team.area_path);
    if !serves && !volunteer::policy::edits(tx.actor(), team.id, &team.area_path) {
        return Err(Error::Forbidden);
    }
    Ok(call_store::Whom::Team(team.id))
}

async fn of_area(tx: &Tx, event: &event::Model, id: AreaId) -> Result<call_store::Whom> {
    let area = place::store::area(tx.db(), id).await?;
    let area = area.filter(|area| area.root_area_id == event.root_area_id);
    let area = area.ok_or_else(|| Error::not_found("areaId"))?;
    if !tx.actor().has_role(&[Role::Organiser], &area.path) {
        return Err(Error::Forbidden);
    }
    Ok(call_store::Whom::Area(area.path))
}
