//! Notes who was there: by the code that is shown there, or by the word of who looks after the shift.

use chrono::TimeDelta;
use mulin_entities::*;
use serde::Serialize;

use super::{ShiftError, code, moved, open, sign_up_store};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::rules::wall_clock;
use crate::input::{Faults, IdInput, Rule};
use crate::sign_in;
use crate::tx::{CommandResult, Tx};
use crate::volunteer::VolunteerError;

/// How early before the start somebody may be there.
const EARLY: TimeDelta = TimeDelta::minutes(30);

/// Codes that somebody may type …
const TRIES: i32 = 10;
/// … in this time.
const TRIES_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// A code that somebody read where the shift is.
#[derive(Clone, Serialize)]
pub struct AttendShift {
    /// The sign-up; whose it is tells for whom the actor acts.
    pub sign_up_id: IdInput<ShiftSignUpId>,
    /// The way it came.
    pub via: Via,
    /// The six digits.
    pub code: String,
}

impl std::fmt::Debug for AttendShift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttendShift").finish_non_exhaustive()
    }
}

/// Who was there, and how long.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmAttendance {
    /// The sign-up.
    pub sign_up_id: IdInput<ShiftSignUpId>,
    /// Since when, by the clock where the event is; as noted, or since the start, if left out.
    pub from: Option<String>,
    /// Until when, likewise; until the end if left out.
    pub until: Option<String>,
}

/// Who was not.
#[derive(Clone, Debug, Serialize)]
pub struct MarkNoShow {
    /// The sign-up.
    pub sign_up_id: IdInput<ShiftSignUpId>,
}

/// Notes that a volunteer is there, by the code that is shown there, for oneself or somebody one may act
/// for; from half an hour before the start until the end. Doing so twice changes nothing.
pub async fn attend_shift(
    core: &Core,
    actor: &Actor,
    input: AttendShift,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    let tried = core.transact(actor, move |tx| Box::pin(attend(tx, input)));
    match tried.await? {
        Tried::There(row) => Ok(*row),
        Tried::Wrong => Err(Refusal::from(ShiftError::WrongCode).into()),
    }
}

/// What became of a code: a wrong one is counted, and so is no error that would be rolled back.
enum Tried {
    There(Box<shift_sign_up::Model>),
    Wrong,
}

impl CommandResult for Tried {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Each code counts: they are not to be guessed.
async fn count(tx: &Tx) -> Result<()> {
    let own = tx.actor().person()?.person_id;
    let (scope, subject) = ("attendance_code", own.0.as_bytes());
    let (used, retry_at) = sign_in::count_try(tx, scope, subject, TRIES_WITHIN).await?;
    if used > TRIES {
        return Err(Refusal::from(ShiftError::TooManyTries { retry_at }).into());
    }
    Ok(())
}

async fn attend(tx: &mut Tx, input: AttendShift) -> Result<Tried> {
    let (event, shift, seen) = open::sign_up(tx, input.sign_up_id, Faults::default()).await?;
    open::speaks_for(tx, &seen, input.via).await?;
    let held = open::lock(tx, event, shift.id, []).await?;
    let mut row = open::again(tx, seen.id).await?;
    if row.state == SignUpState::Attended {
        return Ok(Tried::There(Box::new(row)));
    }
    must_be_signed_up(&row, &[SignUpState::SignedUp])?;
    open::must_be_on(&held.shift)?;
    must_have_come(tx, &held.shift)?;
    if tx.now() >= held.shift.ends_at {
        let state = row.state;
        return Err(Refusal::from(ShiftError::WrongState { state }).into());
    }
    count(tx).await?;
    if !code::counts(tx.core().keyring(), shift.id, tx.now(), &input.code) {
        return Ok(Tried::Wrong);
    }
    row.attended_from = Some(tx.now().max(held.shift.starts_at));
    row.attended_how = Some(AttendedHow::Code);
    let row = moved::put(tx, row, SignUpState::Attended, None).await?;
    Ok(Tried::There(Box::new(row)))
}

/// Notes that a volunteer was there, and how long, for who looks after the shift; never for oneself. What
/// was noted before is put right, as long as it is not certified.
pub async fn confirm_attendance(
    core: &Core,
    actor: &Actor,
    input: ConfirmAttendance,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(confirm(tx, input)))
        .await
}

async fn confirm(tx: &mut Tx, input: ConfirmAttendance) -> Result<shift_sign_up::Model> {
    let (held, mut row) = looked_after(tx, input.sign_up_id).await?;
    must_have_come(tx, &held.shift)?;
    let states = [
        SignUpState::SignedUp,
        SignUpState::Attended,
        SignUpState::NoShow,
    ];
    must_be_signed_up(&row, &states)?;
    let shift = &held.shift;
    let mut faults = Faults::default();
    let zone = held.zone()?;
    let mut read = |path: &str, text: Option<&String>, or: Instant| match text {
        Some(text) => wall_clock(&mut faults, path, text, zone).map_or(or, |(_, at)| at),
        None => or,
    };
    let from = read(
        "from",
        input.from.as_ref(),
        row.attended_from.unwrap_or(shift.starts_at),
    );
    let until = read("until", input.until.as_ref(), shift.ends_at);
    // Never longer than the shift.
    let (from, until) = (from.max(shift.starts_at), until.min(shift.ends_at));
    if from >= until {
        faults.add("until", Rule::EndBeforeStart);
    }
    faults.finish()?;
    row.attended_from = Some(from);
    row.attended_until = Some(until);
    row.attended_how = Some(AttendedHow::Lead);
    row.confirmed_by = tx.actor().person_id();
    moved::put(tx, row, SignUpState::Attended, None).await
}

/// Notes that a volunteer did not come, for who looks after the shift; never of oneself. Doing so twice
/// changes nothing.
pub async fn mark_no_show(
    core: &Core,
    actor: &Actor,
    input: MarkNoShow,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (held, mut row) = looked_after(tx, input.sign_up_id).await?;
            if row.state == SignUpState::NoShow {
                return Ok(row);
            }
            must_be_signed_up(&row, &[SignUpState::SignedUp, SignUpState::Attended])?;
            if tx.now() < held.shift.starts_at {
                let at = held.shift.starts_at;
                return Err(Refusal::from(ShiftError::NotYet { at }).into());
            }
            row.attended_from = None;
            row.attended_until = None;
            row.attended_how = None;
            row.confirmed_by = tx.actor().person_id();
            moved::put(tx, row, SignUpState::NoShow, None).await
        })
    })
    .await
}

/// A sign-up of somebody else on a shift that the actor looks after, locked and not certified.
async fn looked_after(
    tx: &mut Tx,
    id: IdInput<ShiftSignUpId>,
) -> Result<(open::Held, shift_sign_up::Model)> {
    let (event, shift, seen) = open::sign_up(tx, id, Faults::default()).await?;
    if !open::looks_after(tx, &event, &shift) {
        let own = tx.actor().person_id() == seen.person_id;
        return Err(if own {
            Error::Forbidden
        } else {
            Error::not_found("signUpId")
        });
    }
    if tx.actor().person_id() == seen.person_id {
        let field = "signUpId";
        return Err(Refusal::from(VolunteerError::OwnApproval { field }).into());
    }
    let held = open::lock(tx, event, shift.id, []).await?;
    let row = open::again(tx, seen.id).await?;
    open::must_be_on(&held.shift)?;
    if sign_up_store::is_certified(tx, row.id).await? {
        return Err(Refusal::from(ShiftError::Certified).into());
    }
    Ok((held, row))
}

fn must_have_come(tx: &Tx, shift: &shift::Model) -> Result<()> {
    let at = shift.starts_at - EARLY;
    if tx.now() < at {
        return Err(Refusal::from(ShiftError::NotYet { at }).into());
    }
    Ok(())
}

fn must_be_signed_up(row: &shift_sign_up::Model, states: &[SignUpState]) -> Result<()> {
    if states.contains(&row.state) {
        return Ok(());
    }
    let state = row.state;
    Err(Refusal::from(ShiftError::WrongState { state }).into())
}
