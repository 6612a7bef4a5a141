//! The only SQL about certificates of cooks.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::certificate::Paper;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tx::Tx;

/// What a row is sealed for.
fn context(id: CookCertificateId) -> Vec<u8> {
    id.0.as_bytes().to_vec()
}

/// The row with what stands on the paper, sealed.
pub(super) fn sealed(
    tx: &Tx,
    mut row: cook_certificate::Model,
    paper: &Paper,
) -> Result<cook_certificate::Model> {
    let plain = serde_json::to_vec(paper).map_err(|error| Error::Internal(Box::new(error)))?;
    let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
    row.ciphertext = keyring.seal(entropy, &context(row.id), &plain);
    row.key_id = keyring.key_id().to_owned();
    Ok(row)
}

/// What stands on the paper. The caller has asked the policy.
pub fn paper(core: &Core, row: &cook_certificate::Model) -> Result<Paper> {
    let keyring = core.keyring();
    let plain = keyring.open(&row.key_id, &context(row.id), &row.ciphertext)?;
    serde_json::from_slice(&plain).map_err(|error| Error::Internal(Box::new(error)))
}

/// Several certificates, in no order, whoever asks.
pub async fn certificates(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CookCertificateId>,
) -> Result<Vec<cook_certificate::Model>> {
    Ok(cook_certificate::Entity::find()
        .filter(cook_certificate::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// What several people have shown, each person's that counts longest first; not what was noted by
/// mistake. The caller has asked the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<cook_certificate::Model>> {
    Ok(cook_certificate::Entity::find()
        .filter(cook_certificate::Column::PersonId.is_in(people))
        .filter(cook_certificate::Column::RemovedAt.is_null())
        .order_by_asc(cook_certificate::Column::PersonId)
        .order_by_desc(cook_certificate::Column::ValidUntil)
        .order_by_desc(cook_certificate::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn lock(
    tx: &Tx,
    id: CookCertificateId,
) -> Result<Option<cook_certificate::Model>> {
    let row = cook_certificate::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn insert(tx: &Tx, row: &cook_certificate::Model) -> Result<()> {
    cook_certificate::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &Tx,
    row: cook_certificate::Model,
) -> Result<cook_certificate::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Gives the keeper of a merged record what the other has shown.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    cook_certificate::Entity::update_many()
        .col_expr(cook_certificate::Column::PersonId, Expr::value(into))
        .filter(cook_certificate::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets what erased people have shown.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    cook_certificate::Entity::delete_many()
        .filter(cook_certificate::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
