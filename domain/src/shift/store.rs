//! The only SQL about shifts and their roles; about who is on them: [`super::sign_up_store`].

use mulin_entities::*;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::limits::Span;
use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// Several shifts, in no order, whoever asks.
pub async fn shifts(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ShiftId>,
) -> Result<Vec<shift::Model>> {
    Ok(shift::Entity::find()
        .filter(shift::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One shift, whoever asks.
pub async fn shift(db: &impl ConnectionTrait, id: ShiftId) -> Result<Option<shift::Model>> {
    Ok(shift::Entity::find_by_id(id).one(db).await?)
}

/// One shift, the transaction's alone from then on.
pub(super) async fn lock_shift(tx: &Tx, id: ShiftId) -> Result<Option<shift::Model>> {
    let row = shift::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

/// Several shifts, likewise, in the order of their keys.
pub(super) async fn lock_shifts(
    tx: &Tx,
    ids: impl IntoIterator<Item = ShiftId>,
) -> Result<Vec<shift::Model>> {
    Ok(shift::Entity::find()
        .filter(shift::Column::Id.is_in(ids))
        .order_by_asc(shift::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// The shifts of several events, each event's in the order of time.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<shift::Model>> {
    Ok(shift::Entity::find()
        .filter(shift::Column::EventId.is_in(events))
        .order_by_asc(shift::Column::EventId)
        .order_by_asc(shift::Column::StartsAt)
        .order_by_asc(shift::Column::Id)
        .all(db)
        .await?)
}

/// Several roles, in no order, whoever asks.
pub async fn roles(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ShiftRoleId>,
) -> Result<Vec<shift_role::Model>> {
    Ok(shift_role::Entity::find()
        .filter(shift_role::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// What is needed on several shifts, each in its order, without what was taken away.
pub async fn roles_of(
    db: &impl ConnectionTrait,
    shifts: impl IntoIterator<Item = ShiftId>,
) -> Result<Vec<shift_role::Model>> {
    Ok(shift_role::Entity::find()
        .filter(shift_role::Column::ShiftId.is_in(shifts))
        .filter(shift_role::Column::RemovedAt.is_null())
        .order_by_asc(shift_role::Column::ShiftId)
        .order_by_asc(shift_role::Column::Ordinal)
        .order_by_asc(shift_role::Column::Id)
        .all(db)
        .await?)
}

/// Locks people, in the order of their keys: nobody else puts them on a shift meanwhile. Those who are in
/// somebody else's hands just now are waited for, or left out if `free_only`.
pub(super) async fn lock_people(
    tx: &Tx,
    people: impl IntoIterator<Item = PersonId>,
    free_only: bool,
) -> Result<Vec<person::Model>> {
    let mut found = person::Entity::find()
        .filter(person::Column::Id.is_in(people))
        .order_by_asc(person::Column::Id);
    found = if free_only {
        found.lock_with_behavior(
            LockType::NoKeyUpdate,
            sea_orm::sea_query::LockBehavior::SkipLocked,
        )
    } else {
        found.lock(LockType::NoKeyUpdate)
    };
    Ok(found.all(tx.db()).await?)
}

/// Where somebody is to be around a time: the shifts that touch it, but for some sign-ups.
pub(super) async fn engagements(
    tx: &Tx,
    person: PersonId,
    (from, until): Span,
    except: &[ShiftSignUpId],
) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::PersonId.eq(person))
        .filter(shift_sign_up::Column::State.is_in([SignUpState::SignedUp, SignUpState::Attended]))
        .filter(shift_sign_up::Column::StartsAt.lt(until))
        .filter(shift_sign_up::Column::EndsAt.gt(from))
        .filter(shift_sign_up::Column::Id.is_not_in(except.iter().copied()))
        .order_by_asc(shift_sign_up::Column::StartsAt)
        .all(tx.db())
        .await?)
}

/// The stalls of events and of those that they are like, each event's by name and place, in which copies
/// are the same.
pub(super) async fn stalls_in_order(
    tx: &Tx,
    pairs: &[(EventId, EventId)],
) -> Result<std::collections::HashMap<EventId, Vec<StallId>>> {
    let found: Vec<(EventId, StallId)> = stall::Entity::find()
        .select_only()
        .columns([stall::Column::EventId, stall::Column::Id])
        .filter(stall::Column::EventId.is_in(pairs.iter().flat_map(|(new, like)| [*new, *like])))
        .filter(stall::Column::RemovedAt.is_null())
        .order_by_asc(stall::Column::Name)
        .order_by_asc(stall::Column::Place)
        .into_tuple()
        .all(tx.db())
        .await?;
    let mut stalls: std::collections::HashMap<EventId, Vec<StallId>> = Default::default();
    for (event, stall) in found {
        stalls.entry(event).or_default().push(stall);
    }
    Ok(stalls)
}

/// Whether somebody is on a shift of an event.
pub(super) async fn is_at(tx: &Tx, event: EventId, person: PersonId) -> Result<bool> {
    let found = shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::PersonId.eq(person))
        .filter(shift_sign_up::Column::EventId.eq(event))
        .filter(shift_sign_up::Column::State.eq(SignUpState::SignedUp));
    Ok(found.one(tx.db()).await?.is_some())
}

/// Whether a stall is one of an event, and was not taken away.
pub(super) async fn is_stall_of(tx: &Tx, stall: StallId, event: EventId) -> Result<bool> {
    let found = stall::Entity::find_by_id(stall)
        .filter(stall::Column::EventId.eq(event))
        .filter(stall::Column::RemovedAt.is_null());
    Ok(found.one(tx.db()).await?.is_some())
}

/// Takes a place in a role, if one is free.
pub(super) async fn take_place(tx: &Tx, role: ShiftRoleId) -> Result<bool> {
    let text = "UPDATE shift_role SET taken = taken + 1 \
                WHERE id = ? AND removed_at IS NULL AND taken < places";
    let done = tx
        .db()
        .execute_raw(dialect::sql(tx.db(), text, [role.into()]));
    Ok(done.await?.rows_affected() > 0)
}

/// Gives places in a role back.
pub(super) async fn release_places(tx: &Tx, role: ShiftRoleId, places: i32) -> Result<()> {
    let text = "UPDATE shift_role SET taken = taken - ? WHERE id = ?";
    let statement = dialect::sql(tx.db(), text, [places.into(), role.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// Writes new shifts.
pub(super) async fn insert_shifts(tx: &Tx, rows: Vec<shift::Model>) -> Result<()> {
    bulk::insert::<_, shift::ActiveModel>(tx.db(), rows).await?;
    Ok(())
}

/// Writes a shift.
pub(super) async fn update_shift(tx: &Tx, mut row: shift::Model) -> Result<shift::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Writes roles, new ones and those that are there; how many places are taken is left alone.
pub(super) async fn write_roles(tx: &Tx, rows: Vec<shift_role::Model>) -> Result<()> {
    use shift_role::Column as C;
    let columns = [
        C::Name,
        C::Skill,
        C::NeedsProof,
        C::Places,
        C::Ordinal,
        C::RemovedAt,
    ];
    bulk::update::<_, shift_role::ActiveModel>(tx.db(), rows, &columns).await?;
    Ok(())
}
