//! What becomes of the presence of a person whose record was merged into another.

use mulin_entities::{
    CheckInId, CheckInListId, CheckInMethod, PersonId, check_in, check_in_person,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{list_store, store, undo};
use crate::error::Result;
use crate::tx::Tx;

/// Whoever was noted under the one record was there under the other. On a list with both the keeper's
/// place stays: a walk-in that noted nobody but the double is taken back, because the same person came
/// in once; heads of parties stay, because they were counted at the door.
pub(super) async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let both = lists(tx, &[from, into]).await?;
    for list in both {
        list_store::lock(tx, list).await?;
    }
    let kept = lists(tx, &[into]).await?;
    let doubles: Vec<CheckInId> = check_in_person::Entity::find()
        .select_only()
        .column(check_in_person::Column::CheckInId)
        .filter(check_in_person::Column::PersonId.eq(from))
        .filter(check_in_person::Column::ListId.is_in(kept.iter().copied()))
        .into_tuple()
        .all(tx.db())
        .await?;
    check_in_person::Entity::delete_many()
        .filter(check_in_person::Column::PersonId.eq(from))
        .filter(check_in_person::Column::ListId.is_in(kept))
        .exec(tx.db())
        .await?;
    check_in_person::Entity::update_many()
        .col_expr(check_in_person::Column::PersonId, Expr::value(into))
        .filter(check_in_person::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    let walk_ins = check_in::Entity::find()
        .filter(check_in::Column::Id.is_in(doubles))
        .filter(check_in::Column::Method.eq(CheckInMethod::WalkIn))
        .filter(check_in::Column::UndoneAt.is_null())
        .all(tx.db())
        .await?;
    for mut row in walk_ins {
        let by = tx.actor().person_id().unwrap_or(row.checked_in_by);
        store::undo(tx, vec![row.id], by).await?;
        row.undone_by = Some(by);
        undo::record(tx, &row);
    }
    Ok(())
}

/// The lists that these people are on, in the order of their keys.
async fn lists(tx: &Tx, people: &[PersonId]) -> Result<Vec<CheckInListId>> {
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
