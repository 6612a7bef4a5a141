//! The SQL about who was there under which record.

use mulin_entities::{
    CheckInId, CheckInListId, CheckInMethod, PersonId, check_in, check_in_person,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;
use crate::tx::Tx;

/// The lists that these people are on, in the order of their keys.
pub(super) async fn lists_of(tx: &Tx, people: &[PersonId]) -> Result<Vec<CheckInListId>> {
    let mut lists: Vec<CheckInListId> = check_in_person::Entity::find()
        .select_only()
        .column(check_in_person::Column::ListId)
        .filter(check_in_person::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(check_in_person::Column::ListId)
        .into_tuple()
        .all(tx.db())
        .await?;
    lists.dedup();
    Ok(lists)
}

/// Takes a person from these lists. Answers with whom they were checked in there.
pub(super) async fn take_off(
    tx: &Tx,
    person: PersonId,
    lists: &[CheckInListId],
) -> Result<Vec<CheckInId>> {
    let of_person = check_in_person::Column::PersonId.eq(person);
    let there = check_in_person::Column::ListId.is_in(lists.iter().copied());
    let taken = check_in_person::Entity::find()
        .select_only()
        .column(check_in_person::Column::CheckInId)
        .filter(of_person.clone())
        .filter(there.clone())
        .into_tuple()
        .all(tx.db())
        .await?;
    check_in_person::Entity::delete_many()
        .filter(of_person)
        .filter(there)
        .exec(tx.db())
        .await?;
    Ok(taken)
}

/// Whoever was noted under the one record was there under the other.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    check_in_person::Entity::update_many()
        .col_expr(check_in_person::Column::PersonId, Expr::value(into))
        .filter(check_in_person::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Those of the check-ins that noted somebody who had not answered, and stand.
pub(super) async fn walk_ins(tx: &Tx, ids: Vec<CheckInId>) -> Result<Vec<check_in::Model>> {
    Ok(check_in::Entity::find()
        .filter(check_in::Column::Id.is_in(ids))
        .filter(check_in::Column::Method.eq(CheckInMethod::WalkIn))
        .filter(check_in::Column::UndoneAt.is_null())
        .all(tx.db())
        .await?)
}
