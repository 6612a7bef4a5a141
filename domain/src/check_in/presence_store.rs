//! The SQL about who was there under which record.

use mulin_entities::{
    CheckInId, CheckInListId, CheckInMethod, PersonId, check_in, check_in_person,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::dialect;
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

/// Who is known to be there by this check-in.
pub(super) async fn known(tx: &Tx, check_in: CheckInId) -> Result<Vec<PersonId>> {
    Ok(check_in_person::Entity::find()
        .select_only()
        .column(check_in_person::Column::PersonId)
        .filter(check_in_person::Column::CheckInId.eq(check_in))
        .into_tuple()
        .all(tx.db())
        .await?)
}

/// Those of the people who are on the list of a check-in that was taken back by another one, too: that
/// of a party that they answered for or that names them, all of which came.
pub(super) async fn there_by_others(
    tx: &Tx,
    undone: &check_in::Model,
    people: &[PersonId],
) -> Result<Vec<check_in_person::Model>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; people.len()].join(", ");
    let columns = "SELECT check_in.list_id, person.id AS person_id, \
         check_in.id AS check_in_id, check_in.event_id, person.household_id";
    let stands = "check_in.list_id = ? AND check_in.undone_at IS NULL";
    let text = format!(
        "{columns} FROM rsvp JOIN check_in ON check_in.rsvp_id = rsvp.id \
         JOIN person ON person.id = rsvp.person_id \
         WHERE rsvp.event_id = ? AND rsvp.person_id IN ({places}) AND {stands} \
            AND rsvp.respondent_comes \
         UNION ALL {columns} FROM rsvp_member JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id \
         JOIN check_in ON check_in.rsvp_id = rsvp.id \
         JOIN person ON person.id = rsvp_member.person_id \
         WHERE rsvp_member.event_id = ? AND rsvp_member.person_id IN ({places}) AND {stands} \
            AND check_in.adults + check_in.children = rsvp.adults + rsvp.children"
    );
    let mut values: Vec<Value> = Vec::new();
    for _ in 0..2 {
        values.push(undone.event_id.into());
        values.extend(people.iter().map(|id| Value::from(*id)));
        values.push(undone.list_id.into());
    }
    let statement = dialect::sql(tx.db(), &text, values);
    Ok(check_in_person::Model::find_by_statement(statement)
        .all(tx.db())
        .await?)
}
