//! Takes a volunteer off a shift.

use chrono::TimeDelta;
use mulin_entities::*;
use serde::Serialize;

use super::{ShiftError, moved, open};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// Which.
#[derive(Clone, Debug, Serialize)]
pub struct CancelSignUp {
    /// The sign-up; whose it is tells for whom the actor acts.
    pub sign_up_id: IdInput<ShiftSignUpId>,
    /// The way it came.
    pub via: Via,
}

/// Takes oneself off a shift, or somebody one may act for, until some time before it begins; those who look
/// after the shift take anybody off. The place goes to the first who waits for it and may have it. Doing so
/// twice changes nothing.
pub async fn cancel_sign_up(
    core: &Core,
    actor: &Actor,
    input: CancelSignUp,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(cancel(tx, input)))
        .await
}

async fn cancel(tx: &mut Tx, input: CancelSignUp) -> Result<shift_sign_up::Model> {
    let (event, shift, seen) = open::sign_up(tx, input.sign_up_id, Faults::default()).await?;
    let own = tx.actor().person_id() == seen.person_id;
    let staff = !own && open::looks_after(tx, &event, &shift);
    if !staff {
        open::speaks_for(tx, &seen, input.via).await?;
    }
    let held = open::lock(tx, event, shift.id, []).await?;
    let row = open::again(tx, seen.id).await?;
    match row.state {
        SignUpState::Cancelled => return Ok(row),
        SignUpState::SignedUp | SignUpState::Waitlisted => {}
        state => return Err(Refusal::from(ShiftError::WrongState { state }).into()),
    }
    if !staff {
        open::must_be_ahead(tx, &held.shift)?;
        let limit = TimeDelta::minutes(i64::from(held.shift.cancel_until_minutes));
        let at = held.shift.starts_at - limit;
        if row.state == SignUpState::SignedUp && tx.now() > at {
            return Err(Refusal::from(ShiftError::TooLate { at }).into());
        }
    }
    let reason = if staff {
        SignUpEnd::Staff
    } else {
        SignUpEnd::Volunteer
    };
    let row = moved::end(tx, row, reason).await?;
    moved::fill(tx, &held, row.role_id).await?;
    Ok(row)
}
