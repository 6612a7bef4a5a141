//! Signs a volunteer up for a shift.

use mulin_entities::*;
use serde::Serialize;

use super::fit::{self, Place};
use super::open::Held;
use super::{ShiftError, limits, moved, open, sign_up_store, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::{Acting, Subject};
use crate::tx::Tx;

/// A volunteer for a shift.
#[derive(Clone, Debug, Serialize)]
pub struct SignUpForShift {
    /// Who, and the way they told so.
    pub acting: Acting,
    /// As what.
    pub shift_role_id: IdInput<ShiftRoleId>,
    /// Whether to wait for a place if there is none.
    pub waitlist: bool,
}

/// Signs up for a shift, for oneself or somebody one may act for. A minor is signed up by a grown-up of the
/// household, and takes no place. Of a full role the answer is a refusal, or a place on the waitlist.
pub async fn sign_up_for_shift(
    core: &Core,
    actor: &Actor,
    input: SignUpForShift,
    key: Option<String>,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(go(tx, input, key)))
        .await
}

async fn go(
    tx: &mut Tx,
    input: SignUpForShift,
    key: Option<String>,
) -> Result<shift_sign_up::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "signUpForShift", &input).await? {
        let row = sign_up_store::sign_up(tx.db(), ShiftSignUpId(id)).await?;
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let role_id = faults.id("shiftRoleId", "ShiftRole", input.shift_role_id);
    faults.finish()?;
    let missing = || Error::not_found("shiftRoleId");
    let role_id = role_id.ok_or_else(missing)?;
    let role = store::roles(tx.db(), [role_id]).await?.into_iter().next();
    let role = role
        .filter(|role| role.removed_at.is_none())
        .ok_or_else(missing)?;
    let (event, _) = open::look(tx, "shiftRoleId", role.shift_id).await?;
    let subject = input.acting.subject(tx).await?;
    let held = open::lock(tx, event, role.shift_id, [subject.person.id]).await?;
    open::must_be_ahead(tx, &held.shift)?;
    let minor = minor(tx, &held, &subject)?;
    // As it stands now that the shift is locked.
    let role = store::roles(tx.db(), [role_id]).await?.into_iter().next();
    let role = role
        .filter(|role| role.removed_at.is_none())
        .ok_or_else(missing)?;
    let open_here = sign_up_store::open_of(tx, [held.shift.id]).await?;
    if open_here
        .iter()
        .any(|row| row.person_id == Some(subject.person.id))
    {
        return Err(Refusal::from(ShiftError::AlreadyOn).into());
    }
    let place = Place {
        event: &held.event,
        shift: &held.shift,
        role: &role,
        limits: held.limits,
    };
    if let Some(why) = fit::obstacle(tx, &place, subject.person.id, &[]).await? {
        return Err(Refusal::from(why).into());
    }
    let state = if minor || store::take_place(tx, role.id).await? {
        SignUpState::SignedUp
    } else if input.waitlist {
        SignUpState::Waitlisted
    } else {
        return Err(Refusal::from(ShiftError::Full).into());
    };
    let row = new(tx, &held.shift, role.id, subject.person.id, state);
    let row = shift_sign_up::Model {
        minor,
        signed_by: Some(subject.by),
        via: subject.via,
        ..row
    };
    sign_up_store::insert(tx, &row).await?;
    moved::record(tx, &row, None);
    Ok(row)
}

/// A volunteer on a shift of whom nothing else is said.
pub(super) fn new(
    tx: &Tx,
    shift: &shift::Model,
    role: ShiftRoleId,
    person: PersonId,
    state: SignUpState,
) -> shift_sign_up::Model {
    shift_sign_up::Model {
        id: tx.new_id(),
        root_area_id: shift.root_area_id,
        event_id: shift.event_id,
        shift_id: shift.id,
        role_id: role,
        person_id: Some(person),
        state,
        ended_reason: None,
        minor: false,
        signed_by: tx.actor().person_id(),
        via: tx.via(),
        starts_at: shift.starts_at,
        ends_at: shift.ends_at,
        created_at: tx.now(),
        signed_up_at: (state == SignUpState::SignedUp).then(|| tx.now()),
        attended_from: None,
        attended_until: None,
        attended_how: None,
        confirmed_by: None,
        swap_offered_at: None,
        swap_with_id: None,
        swap_for_id: None,
        updated_at: tx.now(),
        version: 1,
    }
}

/// Whether the volunteer is a minor, whom only a grown-up of the household may sign up, and only where
/// minors of that age are taken.
fn minor(tx: &Tx, held: &Held, subject: &Subject) -> Result<bool> {
    let year = limits::year_of(held.shift.starts_at, held.zone()?);
    let Some(age) = limits::minor_age(subject.person.birth_year, year) else {
        return Ok(false);
    };
    let own = tx.actor().person()?;
    let grown_up = limits::minor_age(own.birth_year, year).is_none();
    let guards = own.person_id != subject.person.id
        && own.household_id == subject.person.household_id
        && grown_up;
    if !guards {
        return Err(Refusal::from(ShiftError::GuardianNeeded).into());
    }
    let from_age = held.shift.minors_from_age;
    if from_age.is_none_or(|from_age| age < from_age) {
        return Err(Refusal::from(ShiftError::MinorsNotTaken { from_age }).into());
    }
    Ok(true)
}
