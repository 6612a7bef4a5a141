//! The SQL about who is on a shift.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::ShiftError;
use super::limits::Span;
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Error, Refusal, Result};
use crate::tx::Tx;

/// The states in which somebody is to be somewhere, as the constraint against overlaps names them.
const THERE: &str = "state IN ('SIGNED_UP', 'ATTENDED')";

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
