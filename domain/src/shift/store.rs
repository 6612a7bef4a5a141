//! The only SQL about shifts, their roles, and who is on them.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::ShiftError;
use super::limits::Span;
use crate::clock::Instant;
use crate::error::{Error, Refusal, Result};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The states in which somebody is to be somewhere, as the constraint against overlaps names them.
const THERE: &str = "state IN ('SIGNED_UP', 'ATTENDED')";

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

/// Who of several shifts looks for somebody to take it over, by the shift, in the order in which they came.
pub async fn offered_of(
    db: &impl ConnectionTrait,
    shifts: impl IntoIterator<Item = ShiftId>,
) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::ShiftId.is_in(shifts))
        .filter(shift_sign_up::Column::SwapOfferedAt.is_not_null())
        .filter(shift_sign_up::Column::State.eq(SignUpState::SignedUp))
        .order_by_asc(shift_sign_up::Column::ShiftId)
        .order_by_asc(shift_sign_up::Column::Id)
        .all(db)
        .await?)
}

/// Several sign-ups, in no order, whoever asks.
pub async fn sign_ups(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ShiftSignUpId>,
) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One sign-up, whoever asks.
pub async fn sign_up(
    db: &impl ConnectionTrait,
    id: ShiftSignUpId,
) -> Result<Option<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find_by_id(id).one(db).await?)
}

/// Those of several shifts who are on them, or wait, in the order in which they came.
pub(super) async fn open_of(
    tx: &Tx,
    shifts: impl IntoIterator<Item = ShiftId>,
) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::ShiftId.is_in(shifts))
        .filter(
            shift_sign_up::Column::State.is_in([SignUpState::SignedUp, SignUpState::Waitlisted]),
        )
        .order_by_asc(shift_sign_up::Column::Id)
        .all(tx.db())
        .await?)
}

/// Who waits for a place in a role, in the order in which they came.
pub(super) async fn waiting(tx: &Tx, role: ShiftRoleId) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::RoleId.eq(role))
        .filter(shift_sign_up::Column::State.eq(SignUpState::Waitlisted))
        .order_by_asc(shift_sign_up::Column::Id)
        .all(tx.db())
        .await?)
}

/// The open sign-ups of people.
pub(super) async fn open_of_people(
    tx: &Tx,
    people: &[PersonId],
) -> Result<Vec<shift_sign_up::Model>> {
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::PersonId.is_in(people.iter().copied()))
        .filter(
            shift_sign_up::Column::State.is_in([SignUpState::SignedUp, SignUpState::Waitlisted]),
        )
        .order_by_asc(shift_sign_up::Column::Id)
        .all(tx.db())
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

/// When the shifts ended to which somebody did not come, since an instant.
pub(super) async fn no_shows(tx: &Tx, person: PersonId, since: Instant) -> Result<Vec<Instant>> {
    let found = shift_sign_up::Entity::find()
        .select_only()
        .column(shift_sign_up::Column::EndsAt)
        .filter(shift_sign_up::Column::PersonId.eq(person))
        .filter(shift_sign_up::Column::State.eq(SignUpState::NoShow))
        .filter(shift_sign_up::Column::EndsAt.gt(since));
    Ok(found.into_tuple().all(tx.db()).await?)
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

/// Writes a new sign-up. Errors: refused if the person is on the shift, or somewhere else at that time.
pub(super) async fn insert(tx: &Tx, row: &shift_sign_up::Model) -> Result<()> {
    let done = shift_sign_up::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await;
    done.map(|_| ()).map_err(clash)
}

/// Writes a sign-up. Errors: as [`insert`].
pub(super) async fn update(tx: &Tx, mut row: shift_sign_up::Model) -> Result<shift_sign_up::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    let done = row.into_active_model().reset_all().update(tx.db()).await;
    done.map_err(clash)
}

/// What the database does not let two do at once is a refusal like any other.
fn clash(error: sea_orm::DbErr) -> Error {
    let text = error.to_string();
    if text.contains("shift_sign_up_no_overlap") {
        let (name, at) = (None, None);
        return Refusal::from(ShiftError::Overlaps { name, at }).into();
    }
    if matches!(
        error.sql_err(),
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
    ) {
        return Refusal::from(ShiftError::AlreadyOn).into();
    }
    error.into()
}

/// Those on shifts who would be in two places, if each of these shifts were at that time instead.
pub(super) async fn clashing(
    tx: &Tx,
    shift: ShiftId,
    (from, until): Span,
    moving: &[ShiftId],
) -> Result<Vec<shift_sign_up::Model>> {
    let text = format!(
        "SELECT here.* FROM shift_sign_up here WHERE here.shift_id = ? AND here.state = 'SIGNED_UP' \
         AND here.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM shift_sign_up other \
         WHERE other.person_id = here.person_id AND other.id <> here.id AND other.{THERE} \
         AND other.starts_at < ? AND other.ends_at > ? AND other.shift_id NOT IN ({})) \
         ORDER BY here.id",
        dialect::places(moving.len().max(1), "?")
    );
    let mut values: Vec<Value> = vec![shift.into(), until.into(), from.into()];
    if moving.is_empty() {
        values.push(shift.into());
    }
    values.extend(moving.iter().map(|id| Value::from(*id)));
    let found = shift_sign_up::Model::find_by_statement(dialect::sql(tx.db(), &text, values));
    Ok(found.all(tx.db()).await?)
}

/// Gives all on a shift, and those who wait, its new time.
pub(super) async fn retime(tx: &Tx, shift: ShiftId, (from, until): Span) -> Result<()> {
    shift_sign_up::Entity::update_many()
        .col_expr(shift_sign_up::Column::StartsAt, Expr::value(from))
        .col_expr(shift_sign_up::Column::EndsAt, Expr::value(until))
        .filter(shift_sign_up::Column::ShiftId.eq(shift))
        .filter(
            shift_sign_up::Column::State.is_in([SignUpState::SignedUp, SignUpState::Waitlisted]),
        )
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Whether what somebody did on a shift is certified.
pub(super) async fn is_certified(tx: &Tx, sign_up: ShiftSignUpId) -> Result<bool> {
    let text = "SELECT 1 AS one FROM service_record WHERE sign_up_id = ?";
    let found = tx
        .db()
        .query_one_raw(dialect::sql(tx.db(), text, [sign_up.into()]));
    Ok(found.await?.is_some())
}

/// Gives a person all sign-ups of another.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    for of in ["signed_by", "person_id", "swap_with_id", "confirmed_by"] {
        let text = format!("UPDATE shift_sign_up SET {of} = ? WHERE {of} = ? AND {of} IS NOT NULL");
        let statement = dialect::sql(tx.db(), &text, [into.into(), from.into()]);
        tx.db().execute_raw(statement).await.map_err(clash)?;
    }
    Ok(())
}

/// Before records are merged: what one confirmed of the other is not one's own word afterwards.
pub(super) async fn forget_own_word(tx: &Tx, one: PersonId, other: PersonId) -> Result<()> {
    let text = "UPDATE shift_sign_up SET confirmed_by = NULL WHERE confirmed_by IS NOT NULL \
                AND person_id IN (?, ?) AND confirmed_by IN (?, ?)";
    let values = [one.into(), other.into(), one.into(), other.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    Ok(())
}

/// Takes erased people out of all that names them.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    for column in ["person_id", "signed_by", "confirmed_by", "swap_with_id"] {
        let text = format!(
            "UPDATE shift_sign_up SET {column} = NULL WHERE {column} IN ({}) AND {column} IS NOT NULL",
            dialect::places(people.len(), "?")
        );
        let values = people.iter().map(|id| Value::from(*id));
        tx.db()
            .execute_raw(dialect::sql(tx.db(), &text, values))
            .await?;
    }
    Ok(())
}
