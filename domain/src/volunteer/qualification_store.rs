//! The only SQL about papers of what people can do.

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::qualification::Paper;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tx::Tx;

/// What a row is sealed for.
fn context(id: QualificationId) -> Vec<u8> {
    id.0.as_bytes().to_vec()
}

/// The row with what stands on the paper, sealed.
pub(super) fn sealed(
    tx: &Tx,
    mut row: qualification::Model,
    paper: &Paper,
) -> Result<qualification::Model> {
    let plain = serde_json::to_vec(paper).map_err(|error| Error::Internal(Box::new(error)))?;
    let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
    row.ciphertext = keyring.seal(entropy, &context(row.id), &plain);
    row.key_id = keyring.key_id().to_owned();
    Ok(row)
}

/// What stands on the paper. The caller has asked the policy.
pub fn paper(core: &Core, row: &qualification::Model) -> Result<Paper> {
    let keyring = core.keyring();
    let plain = keyring.open(&row.key_id, &context(row.id), &row.ciphertext)?;
    serde_json::from_slice(&plain).map_err(|error| Error::Internal(Box::new(error)))
}

/// Several papers, in no order, whoever asks.
pub async fn qualifications(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = QualificationId>,
) -> Result<Vec<qualification::Model>> {
    Ok(qualification::Entity::find()
        .filter(qualification::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The papers of several people that were not taken away, each person's in the order of skills, the
/// newest first. The caller has asked the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<qualification::Model>> {
    Ok(qualification::Entity::find()
        .filter(qualification::Column::PersonId.is_in(people))
        .filter(qualification::Column::EndedAt.is_null())
        .order_by_asc(qualification::Column::PersonId)
        .order_by_asc(qualification::Column::Skill)
        .order_by_desc(qualification::Column::Id)
        .all(db)
        .await?)
}

/// Which of several people have shown that they can do something, by a paper that counts on the day.
pub async fn qualified(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
    skill: Skill,
    day: NaiveDate,
) -> Result<Vec<PersonId>> {
    let counts = Condition::any()
        .add(qualification::Column::ValidUntil.is_null())
        .add(qualification::Column::ValidUntil.gte(day));
    let found = qualification::Entity::find()
        .select_only()
        .column(qualification::Column::PersonId)
        .distinct()
        .filter(qualification::Column::PersonId.is_in(people))
        .filter(qualification::Column::Skill.eq(skill))
        .filter(qualification::Column::ProofSeenAt.is_not_null())
        .filter(qualification::Column::EndedAt.is_null())
        .filter(counts);
    Ok(found.into_tuple().all(db).await?)
}

pub(super) async fn lock(tx: &Tx, id: QualificationId) -> Result<Option<qualification::Model>> {
    let row = qualification::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

pub(super) async fn insert(tx: &Tx, row: &qualification::Model) -> Result<()> {
    qualification::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, row: qualification::Model) -> Result<qualification::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Gives the keeper of a merged record what the other has shown. What the keeper themselves vouched for
/// counts no longer.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    qualification::Entity::update_many()
        .col_expr(
            qualification::Column::ProofSeenBy,
            Expr::value(None::<uuid::Uuid>),
        )
        .col_expr(
            qualification::Column::ProofSeenAt,
            Expr::value(None::<crate::clock::Instant>),
        )
        .filter(qualification::Column::PersonId.is_in([from, into]))
        .filter(qualification::Column::ProofSeenBy.is_in([from, into]))
        .exec(tx.db())
        .await?;
    qualification::Entity::update_many()
        .col_expr(qualification::Column::PersonId, Expr::value(into))
        .filter(qualification::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets what erased people have shown.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    qualification::Entity::delete_many()
        .filter(qualification::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
