//! How a volunteer comes onto a shift and off it: the row, the place, and the word to those who follow.

use mulin_entities::*;

use super::fit::{self, Place};
use super::open::Held;
use super::{sign_up_store, store};
use crate::change::{VolunteerChange, What};
use crate::error::Result;
use crate::tx::Tx;

/// Puts a sign-up into a state, and tells it.
pub(super) async fn put(
    tx: &mut Tx,
    mut row: shift_sign_up::Model,
    to: SignUpState,
    reason: Option<SignUpEnd>,
) -> Result<shift_sign_up::Model> {
    let from = row.state;
    row.state = to;
    row.ended_reason = reason;
    if to == SignUpState::SignedUp && row.signed_up_at.is_none() {
        row.signed_up_at = Some(tx.now());
    }
    if to != SignUpState::SignedUp {
        row.swap_offered_at = None;
        row.swap_with_id = None;
        row.swap_for_id = None;
    }
    let row = sign_up_store::update(tx, row).await?;
    record(tx, &row, Some(from));
    Ok(row)
}

/// Takes somebody off a shift: their place is free again, for whom the caller gives it.
pub(super) async fn end(
    tx: &mut Tx,
    row: shift_sign_up::Model,
    reason: SignUpEnd,
) -> Result<shift_sign_up::Model> {
    if row.state == SignUpState::SignedUp && !row.minor {
        store::release_places(tx, row.role_id, 1).await?;
    }
    put(tx, row, SignUpState::Cancelled, Some(reason)).await
}

/// Gives free places in a role to those who wait for one and may have it, in the order in which they came.
pub(super) async fn fill(tx: &mut Tx, held: &Held, role: ShiftRoleId) -> Result<()> {
    if held.shift.state != ShiftState::Open || held.shift.starts_at <= tx.now() {
        return Ok(());
    }
    let roles = store::roles(tx.db(), [role]).await?;
    let Some(role) = roles.into_iter().next() else {
        return Ok(());
    };
    for row in sign_up_store::waiting(tx, role.id).await? {
        let Some(person) = row.person_id.filter(|id| held.person(*id).is_some()) else {
            continue;
        };
        let place = Place {
            event: &held.event,
            shift: &held.shift,
            role: &role,
            limits: held.limits,
        };
        if fit::obstacle(tx, &place, person, &[row.id])
            .await?
            .is_some()
        {
            continue;
        }
        if !store::take_place(tx, role.id).await? {
            break;
        }
        put(tx, row, SignUpState::SignedUp, None).await?;
    }
    Ok(())
}

/// Tells how a sign-up stands.
pub(super) fn record(tx: &mut Tx, row: &shift_sign_up::Model, from: Option<SignUpState>) {
    let Some(person_id) = row.person_id else {
        return;
    };
    let change = VolunteerChange::SignUpChanged {
        event_id: row.event_id,
        shift_id: row.shift_id,
        sign_up_id: row.id,
        person_id,
        from,
        to: row.state,
        reason: row.ended_reason,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}

/// Tells that a shift was added, edited or cancelled.
pub(super) fn record_shift(tx: &mut Tx, row: &shift::Model, how: &'static str) {
    let change = VolunteerChange::ShiftChanged {
        event_id: row.event_id,
        shift_id: row.id,
        how,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}
