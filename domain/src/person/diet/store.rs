//! The only SQL about what single people cannot or do not eat.

use mulin_entities::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::rules::Diet;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::person::consent as consents;
use crate::tx::Tx;

/// What the row is sealed for.
fn context(person: PersonId) -> Vec<u8> {
    [person.0.as_bytes().as_slice(), b"diet"].concat()
}

/// Keeps what somebody does not eat; nothing at all removes it.
pub(super) async fn save(tx: &Tx, person: PersonId, diet: &Diet) -> Result<()> {
    if diet.is_empty() {
        return forget(tx, person).await;
    }
    let plain = serde_json::to_vec(diet).map_err(|error| Error::Internal(Box::new(error)))?;
    let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
    let row = person_diet::ActiveModel {
        person_id: Set(person),
        ciphertext: Set(keyring.seal(entropy, &context(person), &plain)),
        key_id: Set(keyring.key_id().to_owned()),
        updated_at: Set(diet.updated_at),
    };
    let replace = OnConflict::column(person_diet::Column::PersonId)
        .update_columns([
            person_diet::Column::Ciphertext,
            person_diet::Column::KeyId,
            person_diet::Column::UpdatedAt,
        ])
        .to_owned();
    person_diet::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// What these people do not eat, of those whose consent to keeping it stands. The caller has asked a
/// policy, and noted who reads.
pub(super) async fn diets_of(
    core: &Core,
    db: &impl ConnectionTrait,
    people: &[PersonId],
    now: Instant,
) -> Result<Vec<(PersonId, Diet)>> {
    let rows = person_diet::Entity::find()
        .filter(person_diet::Column::PersonId.is_in(people.iter().copied()))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let kept = rows.iter().map(|row| row.person_id);
    let agreed = consents::store::standing(db, kept, ConsentPurpose::SensitiveData, now).await?;
    rows.iter()
        .filter(|row| agreed.contains(&row.person_id))
        .map(|row| Ok((row.person_id, open(core, row)?)))
        .collect()
}

/// What somebody does not eat, opened. The caller has asked whether their consent stands.
pub(crate) fn open(core: &Core, row: &person_diet::Model) -> Result<Diet> {
    let context = context(row.person_id);
    let plain = core
        .keyring()
        .open(&row.key_id, &context, &row.ciphertext)?;
    let mut diet: Diet =
        serde_json::from_slice(&plain).map_err(|error| Error::Internal(Box::new(error)))?;
    diet.updated_at = row.updated_at;
    Ok(diet)
}

/// Keeps no diet of this person any more.
pub async fn forget(tx: &Tx, person: PersonId) -> Result<()> {
    person_diet::Entity::delete_by_id(person)
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps no diet of this person any more, unless a consent to that stands.
pub async fn forget_unless_agreed(tx: &Tx, person: PersonId) -> Result<()> {
    if consents::stands(tx, person, ConsentPurpose::SensitiveData).await? {
        return Ok(());
    }
    forget(tx, person).await
}

/// Gives the keeper of a merged record what the other was known not to eat, besides what is known of
/// the keeper. Before consents are merged: what nobody agrees to any more is not handed on.
pub async fn merge(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let mut known = diets_of(tx.core(), tx.db(), &[from, into], tx.now()).await?;
    let mut of = |person: PersonId| {
        let place = known.iter().position(|(of, _)| *of == person);
        place.map(|place| known.swap_remove(place).1)
    };
    match (of(into), of(from)) {
        (Some(own), Some(other)) => save(tx, into, &own.with(other)).await?,
        (None, Some(other)) => save(tx, into, &other).await?,
        (Some(_), None) => {}
        // What stands there without a consent is in nobody's way.
        (None, None) => forget(tx, into).await?,
    }
    forget(tx, from).await
}
