//! The SQL of merging two records.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::error::Result;
use crate::tx::Tx;

/// Both records, locked in order of their keys, as [`super::super::store::lock_person`] does.
pub(super) async fn lock(tx: &Tx, ids: [PersonId; 2]) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .order_by_asc(person::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.db())
        .await?)
}

/// Gives the keeper the other's roles, those that have ended too.
pub(super) async fn move_grants(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::PersonId, Expr::value(into))
        .filter(role_grant::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Closes the duplicate. What was merged into it before is merged into the keeper from now on, so
/// that one step leads to the record that counts.
pub(super) async fn close(tx: &Tx, duplicate: &person::Model, into: PersonId) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::State, Expr::value(PersonState::Merged))
        .col_expr(person::Column::MergedIntoId, Expr::value(into))
        .col_expr(
            person::Column::Version,
            Expr::col(person::Column::Version).add(1),
        )
        .col_expr(person::Column::UpdatedAt, Expr::value(tx.now()))
        .filter(person::Column::Id.eq(duplicate.id))
        .exec(tx.db())
        .await?;
    person::Entity::update_many()
        .col_expr(person::Column::MergedIntoId, Expr::value(into))
        .filter(person::Column::MergedIntoId.eq(duplicate.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Edits the keeper: who was confirmed as either is confirmed, and who wanted nobody of the household
/// to act for them as either still does not.
pub(super) async fn keep(
    tx: &Tx,
    keeper: person::Model,
    duplicate: &person::Model,
) -> Result<person::Model> {
    let is_active = [keeper.state, duplicate.state].contains(&PersonState::Active);
    let opted_out = keeper.opted_out_of_proxies || duplicate.opted_out_of_proxies;
    let version = keeper.version + 1;
    let mut edit = keeper.into_active_model();
    if is_active {
        edit.state = Set(PersonState::Active);
    }
    edit.opted_out_of_proxies = Set(opted_out);
    edit.version = Set(version);
    edit.updated_at = Set(tx.now());
    Ok(edit.update(tx.db()).await?)
}
