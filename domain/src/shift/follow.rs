//! What becomes of shifts: an event that is like another has the same; they move with their event, and
//! are called off with it; a merged record's sign-ups go to its keeper, and an erased person's end.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use mulin_entities::*;

use super::open::{self, Held};
use super::{moved, sign_up_store, store, update_shift};
use crate::change::{Change, What};
use crate::error::Result;
use crate::event::{self as events, like};
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::EventRescheduled {
                event_id, from, to, ..
            } => shift(tx, event_id, to - from).await?,
            What::EventCancelled { event_id } => call_off(tx, event_id).await?,
            What::PersonMerged { from, into } => merge(tx, from, into).await?,
            _ => {}
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        end_of(tx, &erased).await?;
        sign_up_store::forget(tx, &erased).await?;
    }
    let pairs = like::pairs(changes);
    if pairs.is_empty() {
        return Ok(());
    }
    for row in set_up_the_same(tx, &pairs).await? {
        moved::record_shift(tx, &row, "added");
    }
    Ok(())
}

/// The shifts move with the event, with those who are on them; who would be in two places then is taken
/// off, and their place passed on.
async fn shift(tx: &mut Tx, event: EventId, by: TimeDelta) -> Result<()> {
    let found = store::of_events(tx.db(), [event]).await?;
    let ids: Vec<ShiftId> = found.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut rows = store::lock_shifts(tx, ids.iter().copied()).await?;
    // In this order no volunteer's shift meets the next of theirs, which has not moved yet.
    rows.sort_by_key(|row| row.starts_at);
    if by > TimeDelta::zero() {
        rows.reverse();
    }
    let mut left = Vec::new();
    for mut row in rows {
        row.starts_at += by;
        row.ends_at += by;
        let at = (row.starts_at, row.ends_at);
        let mut roles = BTreeSet::new();
        if row.state == ShiftState::Open {
            roles = update_shift::drop_clashing(tx, row.id, at, &ids).await?;
        }
        sign_up_store::retime(tx, row.id, at).await?;
        let row = store::update_shift(tx, row).await?;
        left.extend(roles.into_iter().map(|role| (row.clone(), role)));
    }
    // Whoever waits may have other shifts of the event, which have all moved now.
    for (shift, role) in left {
        pass_on(tx, shift, role).await?;
    }
    Ok(())
}

async fn call_off(tx: &mut Tx, event: EventId) -> Result<()> {
    let found = store::of_events(tx.db(), [event]).await?;
    let ids = found.iter().map(|row| row.id);
    for row in store::lock_shifts(tx, ids).await? {
        if row.state == ShiftState::Open {
            update_shift::call_off(tx, row).await?;
        }
    }
    Ok(())
}

/// Where the keeper would be in two places, the other's sign-up ends.
async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let theirs = sign_up_store::open_of_people(tx, &[from]).await?;
    for row in theirs {
        let at = (row.starts_at, row.ends_at);
        let kept = store::engagements(tx, into, at, &[]).await?;
        let same = sign_up_store::open_of(tx, [row.shift_id]).await?;
        let waits = same.iter().any(|other| other.person_id == Some(into));
        if !kept.is_empty() || waits {
            end(tx, row, SignUpEnd::Volunteer).await?;
        }
    }
    sign_up_store::forget_own_word(tx, from, into).await?;
    sign_up_store::give(tx, from, into).await
}

async fn end_of(tx: &mut Tx, people: &[PersonId]) -> Result<()> {
    for row in sign_up_store::open_of_people(tx, people).await? {
        end(tx, row, SignUpEnd::PersonErased).await?;
    }
    Ok(())
}

/// Ends a sign-up, and passes the place on.
async fn end(tx: &mut Tx, row: shift_sign_up::Model, reason: SignUpEnd) -> Result<()> {
    let Some(shift) = store::lock_shift(tx, row.shift_id).await? else {
        return Ok(());
    };
    let Some(row) = sign_up_store::sign_up(tx.db(), row.id).await? else {
        return Ok(());
    };
    let role = row.role_id;
    moved::end(tx, row, reason).await?;
    pass_on(tx, shift, role).await
}

/// Gives what is free in a role of a shift, which is locked, to who waits and is in nobody else's hands just
/// now.
async fn pass_on(tx: &mut Tx, shift: shift::Model, role: ShiftRoleId) -> Result<()> {
    let waiting = sign_up_store::waiting(tx, role).await?;
    let waiting = waiting.into_iter().filter_map(|row| row.person_id);
    let people = store::lock_people(tx, waiting, true).await?;
    let Some(event) = events::store::event(tx.db(), shift.event_id).await? else {
        return Ok(());
    };
    let held = Held {
        event,
        limits: open::limits_of(tx, shift.team_id).await?,
        shift,
        people,
    };
    moved::fill(tx, &held, role).await
}

/// Copies shifts with what is needed on them, nobody on them, at the same times of the new event. A shift at
/// a stall is at the stall that was copied from that one.
async fn set_up_the_same(tx: &Tx, pairs: &[(EventId, EventId)]) -> Result<Vec<shift::Model>> {
    let likes = || pairs.iter().map(|(_, like)| *like);
    let mut shifts = store::of_events(tx.db(), likes()).await?;
    shifts.retain(|row| row.state == ShiftState::Open);
    if shifts.is_empty() {
        return Ok(Vec::new());
    }
    let roles = store::roles_of(tx.db(), shifts.iter().map(|row| row.id)).await?;
    let both = pairs.iter().flat_map(|(new, like)| [*new, *like]);
    let starts: HashMap<EventId, crate::clock::Instant> = events::store::events(tx.db(), both)
        .await?
        .into_iter()
        .map(|event| (event.id, event.starts_at))
        .collect();
    let stalls = store::stalls_in_order(tx, pairs).await?;
    let shifts = like::grouped(shifts, |row| row.event_id);
    let (mut new_shifts, mut new_roles) = (Vec::new(), Vec::new());
    for (event_id, like) in pairs {
        let later = match (starts.get(event_id), starts.get(like)) {
            (Some(new), Some(old)) => *new - *old,
            _ => TimeDelta::zero(),
        };
        let of = |event: &EventId| stalls.get(event).map_or(&[][..], Vec::as_slice);
        let same_stall: HashMap<StallId, StallId> = of(like)
            .iter()
            .copied()
            .zip(of(event_id).iter().copied())
            .collect();
        for old in shifts.get(like).into_iter().flatten() {
            let row = shift::Model {
                id: tx.new_id(),
                event_id: *event_id,
                stall_id: old
                    .stall_id
                    .and_then(|stall| same_stall.get(&stall).copied()),
                starts_at: old.starts_at + later,
                ends_at: old.ends_at + later,
                called_at: None,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
                ..old.clone()
            };
            for role in roles.iter().filter(|role| role.shift_id == old.id) {
                new_roles.push(shift_role::Model {
                    id: tx.new_id(),
                    event_id: *event_id,
                    shift_id: row.id,
                    taken: 0,
                    ..role.clone()
                });
            }
            new_shifts.push(row);
        }
    }
    store::insert_shifts(tx, new_shifts.clone()).await?;
    store::write_roles(tx, new_roles).await?;
    Ok(new_shifts)
}
