//! The only SQL about needs, and about who read them.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::rules::Needs;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::page::{Page, Slice};
use crate::person::consent as consents;
use crate::tx::Tx;

/// What the row is sealed for.
fn context(person: PersonId) -> Vec<u8> {
    [person.0.as_bytes().as_slice(), b"needs"].concat()
}

/// Keeps what somebody needs; nothing at all removes it.
pub(super) async fn save(tx: &Tx, person: PersonId, needs: &Needs) -> Result<()> {
    if needs.is_empty() {
        return forget(tx, person).await;
    }
    let plain = serde_json::to_vec(needs).map_err(|error| Error::Internal(Box::new(error)))?;
    let (keyring, entropy) = (tx.core().keyring(), tx.core().entropy());
    let row = person_need::ActiveModel {
        person_id: Set(person),
        ciphertext: Set(keyring.seal(entropy, &context(person), &plain)),
        key_id: Set(keyring.key_id().to_owned()),
        updated_at: Set(needs.updated_at),
    };
    let replace = OnConflict::column(person_need::Column::PersonId)
        .update_columns([
            person_need::Column::Ciphertext,
            person_need::Column::KeyId,
            person_need::Column::UpdatedAt,
        ])
        .to_owned();
    person_need::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// What these people need, of those whose consent to keeping it stands. The caller has asked a
/// policy, and noted who reads.
pub(crate) async fn needs_of(
    core: &Core,
    db: &impl ConnectionTrait,
    people: &[PersonId],
    now: Instant,
) -> Result<Vec<(PersonId, Needs)>> {
    let rows = person_need::Entity::find()
        .filter(person_need::Column::PersonId.is_in(people.iter().copied()))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let kept = rows.iter().map(|row| row.person_id);
    let agreed = consents::store::standing(db, kept, ConsentPurpose::SensitiveData, now).await?;
    rows.into_iter()
        .filter(|row| agreed.contains(&row.person_id))
        .map(|row| {
            let keyring = core.keyring();
            let plain = keyring.open(&row.key_id, &context(row.person_id), &row.ciphertext)?;
            let mut needs: Needs =
                serde_json::from_slice(&plain).map_err(|error| Error::Internal(Box::new(error)))?;
            needs.updated_at = row.updated_at;
            Ok((row.person_id, needs))
        })
        .collect()
}

/// Keeps no needs of this person any more.
pub async fn forget(tx: &Tx, person: PersonId) -> Result<()> {
    person_need::Entity::delete_by_id(person)
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps no needs of this person any more, unless a consent to that stands.
pub async fn forget_unless_agreed(tx: &Tx, person: PersonId) -> Result<()> {
    if consents::stands(tx, person, ConsentPurpose::SensitiveData).await? {
        return Ok(());
    }
    forget(tx, person).await
}

/// Gives the keeper of a merged record what the other was known to need, if nothing is known of the
/// keeper's own needs, and shows them who has read it. Before consents are merged: what nobody agrees
/// to any more is not handed on.
pub async fn merge(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let known = needs_of(tx.core(), tx.db(), &[from, into], tx.now()).await?;
    let of = |person: PersonId| known.iter().find(|(of, _)| *of == person);
    if of(into).is_none() {
        // What stands there without a consent is in nobody's way.
        match of(from) {
            Some((_, needs)) => save(tx, into, needs).await?,
            None => forget(tx, into).await?,
        }
    }
    forget(tx, from).await?;
    sensitive_read::Entity::update_many()
        .col_expr(sensitive_read::Column::PersonId, Expr::value(into))
        .filter(sensitive_read::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Notes that the reader looked at a sensitive field of each of these people.
pub(crate) async fn note_reads(
    tx: &Tx,
    reader: PersonId,
    people: &[&person::Model],
    field: &str,
) -> Result<()> {
    let rows = people.iter().map(|person| sensitive_read::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(person.root_area_id),
        person_id: Set(person.id),
        reader_id: Set(reader),
        field: Set(field.to_owned()),
        at: Set(tx.now()),
    });
    sensitive_read::Entity::insert_many(rows)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// A page of the reads of a person's sensitive data, the newest first.
pub(super) async fn reads_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    page: &Page<SensitiveReadId>,
) -> Result<Slice<sensitive_read::Model>> {
    let mut select = sensitive_read::Entity::find()
        .filter(sensitive_read::Column::PersonId.eq(person))
        .limit(page.limit + 1);
    if let Some(after) = page.after {
        select = select.filter(sensitive_read::Column::Id.lt(after));
    }
    if let Some(before) = page.before {
        select = select.filter(sensitive_read::Column::Id.gt(before));
    }
    let ordered = if page.backwards {
        select.order_by_asc(sensitive_read::Column::Id)
    } else {
        select.order_by_desc(sensitive_read::Column::Id)
    };
    Ok(Slice::new(ordered.all(db).await?, page))
}
