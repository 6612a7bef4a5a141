//! Edits a shift, and calls it off.

use std::collections::BTreeSet;

use mulin_entities::*;
use serde::Serialize;

use super::open::Held;
use super::settings::{self, NewRole, Settings};
use super::{ShiftError, add_shift, moved, open, sign_up_store, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::input::{Faults, IdInput, Patch};
use crate::tx::Tx;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateShift {
    /// Which shift.
    pub shift_id: IdInput<ShiftId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// What it is.
    pub settings: Settings,
    /// All roles, in order, those that stay with their ids; as they are if left out.
    pub roles: Option<Vec<NewRole>>,
}

/// A shift to call off.
#[derive(Clone, Debug, Serialize)]
pub struct CancelShift {
    /// Which.
    pub shift_id: IdInput<ShiftId>,
}

/// Edits a shift that has not ended. Whoever is on it stays on it at its new time, and is told; who would be
/// in two places then is taken off, and told. Places that become free go to those who wait.
pub async fn update_shift(core: &Core, actor: &Actor, input: UpdateShift) -> Result<shift::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateShift) -> Result<shift::Model> {
    let mut faults = Faults::default();
    let id = faults.id("shiftId", "Shift", input.shift_id);
    let Some(id) = id else {
        return faults.finish().and(Err(Error::not_found("shiftId")));
    };
    let held = looked_after(tx, id).await?;
    open::must_be_on(&held.shift)?;
    events::rules::must_be_alive(&held.event, tx.now()).map_err(Refusal::from)?;
    let before = held.shift.clone();
    if input
        .expected_version
        .is_some_and(|version| version != before.version)
    {
        let current = before.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    let mut row = before.clone();
    add_shift::belongings(tx, &mut faults, &held.event, &mut row, &input.settings).await?;
    // Who leads a team does not give its shift to another.
    let gives_away =
        !matches!(input.settings.team_id, Patch::Keep) && row.team_id != before.team_id;
    if gives_away && !open::looks_after(tx, &held.event, &row) {
        return Err(Error::Forbidden);
    }
    input
        .settings
        .apply(&mut faults, &mut row, &held.event, held.zone()?);
    let present = store::roles_of(tx.db(), [row.id]).await?;
    let mut in_the_way = 0;
    let mut roles = None;
    if let Some(wanted) = input.roles {
        let new_id = || tx.new_id();
        let merged = settings::merge(&mut faults, &row, present, wanted, new_id, tx.now());
        in_the_way = merged.in_the_way;
        roles = Some(merged.rows);
    }
    faults.finish()?;
    let volunteers = in_the_way;
    if volunteers > 0 {
        return Err(Refusal::from(ShiftError::HasSignUps { volunteers }).into());
    }
    if let Some(rows) = &roles {
        let gone = rows.iter().filter(|role| role.removed_at.is_some());
        for role in gone.map(|role| role.id).collect::<Vec<_>>() {
            for waiting in sign_up_store::waiting(tx, role).await? {
                moved::end(tx, waiting, SignUpEnd::Staff).await?;
            }
        }
        store::write_roles(tx, rows.clone()).await?;
    }
    let times = |row: &shift::Model| (row.starts_at, row.ends_at);
    let retimed = times(&row) != times(&before);
    let row = store::update_shift(tx, row).await?;
    if retimed {
        drop_clashing(tx, row.id, times(&row), &[row.id]).await?;
        sign_up_store::retime(tx, row.id, times(&row)).await?;
    }
    let how = if retimed {
        "rescheduled"
    } else if row.place != before.place {
        "moved"
    } else {
        "updated"
    };
    moved::record_shift(tx, &row, how);
    let held = Held {
        shift: row.clone(),
        limits: open::limits_of(tx, row.team_id).await?,
        ..held
    };
    for role in store::roles_of(tx.db(), [row.id]).await? {
        moved::fill(tx, &held, role.id).await?;
    }
    Ok(row)
}

/// Calls a shift off: whoever is on it is told. Doing so twice changes nothing.
pub async fn cancel_shift(core: &Core, actor: &Actor, input: CancelShift) -> Result<shift::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("shiftId", "Shift", input.shift_id);
            faults.finish()?;
            let held = looked_after(tx, id.ok_or_else(|| Error::not_found("shiftId"))?).await?;
            if held.shift.state == ShiftState::Cancelled {
                return Ok(held.shift);
            }
            if held.shift.starts_at <= tx.now() {
                let at = held.shift.starts_at;
                return Err(Refusal::from(ShiftError::Begun { at }).into());
            }
            call_off(tx, held.shift).await
        })
    })
    .await
}

/// Ends a shift with all who are on it.
pub(super) async fn call_off(tx: &mut Tx, mut row: shift::Model) -> Result<shift::Model> {
    row.state = ShiftState::Cancelled;
    let row = store::update_shift(tx, row).await?;
    for sign_up in sign_up_store::open_of(tx, [row.id]).await? {
        moved::end(tx, sign_up, SignUpEnd::ShiftCancelled).await?;
    }
    moved::record_shift(tx, &row, "cancelled");
    Ok(row)
}

/// Takes those off a shift who would be in two places at its new time; tells the roles that they leave.
pub(super) async fn drop_clashing(
    tx: &mut Tx,
    shift: ShiftId,
    at: super::limits::Span,
    moving: &[ShiftId],
) -> Result<BTreeSet<ShiftRoleId>> {
    let mut left = BTreeSet::new();
    for row in sign_up_store::clashing(tx, shift, at, moving).await? {
        left.insert(row.role_id);
        moved::end(tx, row, SignUpEnd::ShiftMoved).await?;
    }
    Ok(left)
}

/// A shift that the actor looks after, locked.
pub(super) async fn looked_after(tx: &mut Tx, id: ShiftId) -> Result<Held> {
    let (event, seen) = open::look(tx, "shiftId", id).await?;
    if !open::looks_after(tx, &event, &seen) {
        return Err(Error::Forbidden);
    }
    open::lock(tx, event, id, []).await
}
