//! How the commands about shifts begin: the event, the locks, and who may.
//!
//! Locks are taken in one order: people by key, shifts by key, roles, sign-ups.

use chrono_tz::Tz;
use mulin_entities::*;

use super::limits::{self, Limits};
use super::{ShiftError, policy, sign_up_store, store};
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::input::{Faults, IdInput};
use crate::person::Acting;
use crate::tx::Tx;
use crate::volunteer;

/// Where volunteers are needed.
pub(super) struct Held {
    /// The event.
    pub event: event::Model,
    /// The shift, the transaction's alone.
    pub shift: shift::Model,
    /// What its volunteers serve at most.
    pub limits: Limits,
    /// Those whom the transaction may put on shifts: nobody else does meanwhile.
    pub people: Vec<person::Model>,
}

impl Held {
    /// The zone of the event.
    pub fn zone(&self) -> Result<Tz> {
        zone(&self.event)
    }

    /// Somebody whom the transaction may put on shifts.
    pub fn person(&self, id: PersonId) -> Option<&person::Model> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// The zone of an event.
pub(super) fn zone(event: &event::Model) -> Result<Tz> {
    event
        .time_zone
        .parse()
        .map_err(|_| Error::internal("an event has a zone that is not known"))
}

/// An event that the actor sees. Errors: `path` is not found.
pub(super) async fn event(tx: &Tx, path: &str, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found(path))
}

/// A shift with the event, which the actor sees; nothing is locked yet.
pub(super) async fn look(tx: &Tx, path: &str, id: ShiftId) -> Result<(event::Model, shift::Model)> {
    let row = store::shift(tx.db(), id).await?;
    let row = row.ok_or_else(|| Error::not_found(path))?;
    let event = event(tx, path, row.event_id).await?;
    Ok((event, row))
}

/// Locks a shift after those who wait for a place on it, and after `people`. Whoever is put on it by the
/// way is one of them.
pub(super) async fn lock(
    tx: &Tx,
    event: event::Model,
    id: ShiftId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Held> {
    let open = sign_up_store::open_of(tx, [id]).await?;
    let mut all: Vec<PersonId> = open.into_iter().filter_map(|row| row.person_id).collect();
    all.extend(people);
    let people = store::lock_people(tx, all, false).await?;
    let shift = store::lock_shift(tx, id).await?;
    let shift = shift.ok_or_else(|| Error::internal("a shift is gone"))?;
    let limits = limits_of(tx, shift.team_id).await?;
    Ok(Held {
        event,
        shift,
        limits,
        people,
    })
}

/// How much the volunteers of a team serve.
pub(super) async fn limits_of(tx: &Tx, team: Option<TeamId>) -> Result<Limits> {
    let Some(team) = team else {
        return Ok(limits::OF_NO_TEAM);
    };
    let team = volunteer::store::team(tx.db(), team).await?;
    Ok(team.map_or(limits::OF_NO_TEAM, |team| Limits {
        day: team.max_minutes_a_day,
        week: team.max_minutes_a_week,
        rest: team.rest_minutes,
    }))
}

/// A sign-up with its shift and event, which the actor sees; nothing is locked yet.
pub(super) async fn sign_up(
    tx: &Tx,
    id: IdInput<ShiftSignUpId>,
    mut faults: Faults,
) -> Result<(event::Model, shift::Model, shift_sign_up::Model)> {
    let id = faults.id("signUpId", "ShiftSignUp", id);
    faults.finish()?;
    let missing = || Error::not_found("signUpId");
    let row = sign_up_store::sign_up(tx.db(), id.ok_or_else(missing)?).await?;
    let row = row.ok_or_else(missing)?;
    let (event, shift) = look(tx, "signUpId", row.shift_id).await?;
    Ok((event, shift, row))
}

/// The sign-up as it stands now that its shift is locked.
pub(super) async fn again(tx: &Tx, id: ShiftSignUpId) -> Result<shift_sign_up::Model> {
    let row = sign_up_store::sign_up(tx.db(), id).await?;
    row.ok_or_else(|| Error::not_found("signUpId"))
}

/// Whether the actor looks after the shift.
pub(super) fn looks_after(tx: &Tx, event: &event::Model, row: &shift::Model) -> bool {
    policy::looks_after(tx.actor(), event.id, &event.area_path, Some(row))
}

/// Whose sign-up it is, or who may act for them, goes on; that there is one is told to nobody else.
pub(super) async fn speaks_for(tx: &mut Tx, row: &shift_sign_up::Model, via: Via) -> Result<()> {
    let missing = || Error::not_found("signUpId");
    let person = row.person_id.ok_or_else(missing)?;
    let acting = Acting::for_person(person, via);
    match acting.subject(tx).await {
        Ok(_) => Ok(()),
        Err(Error::Internal(error)) => Err(Error::Internal(error)),
        Err(error) if tx.actor().person_id() == Some(person) => Err(error),
        Err(_) => Err(missing()),
    }
}

/// Volunteers come and go until the shift begins.
pub(super) fn must_be_ahead(tx: &Tx, row: &shift::Model) -> Result<()> {
    must_be_on(row)?;
    if row.starts_at <= tx.now() {
        let at = row.starts_at;
        return Err(Refusal::from(ShiftError::Begun { at }).into());
    }
    Ok(())
}

/// A shift that takes place.
pub(super) fn must_be_on(row: &shift::Model) -> Result<()> {
    match row.state {
        ShiftState::Open => Ok(()),
        ShiftState::Cancelled => Err(Refusal::from(ShiftError::Cancelled).into()),
    }
}
