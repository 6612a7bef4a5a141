//! The ledger of consents.

pub mod rules;

use mulin_entities::{ConsentPurpose, PersonId, consent};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::tx::Tx;

/// Whether the person's consent to this stands.
pub async fn stands(tx: &Tx, person: PersonId, purpose: ConsentPurpose) -> Result<bool> {
    let standing = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person))
        .filter(consent::Column::Purpose.eq(purpose))
        .filter(consent::Column::WithdrawnAt.is_null())
        .one(tx.db())
        .await?;
    Ok(standing.is_some_and(|consent| rules::stands(&consent, tx.now())))
}
