//! The contact point that a command is about.

use mulin_entities::{ContactPointId, Via, contact_point, person};

use super::store;
use crate::change::What;
use crate::error::{Error, Result};
use crate::person::{Acting, record};
use crate::tx::Tx;

/// Loads a contact point and locks the record of whom it reaches. Refuses unless the actor may keep
/// that record.
pub(super) async fn lock(
    tx: &mut Tx,
    id: Option<ContactPointId>,
    via: Via,
) -> Result<(person::Model, contact_point::Model)> {
    const PATH: &str = "contactPointId";
    let missing = || Error::not_found(PATH);
    let id = id.ok_or_else(missing)?;
    let seen = store::contact_point(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    let person = record::lock(tx, PATH, &Acting::for_person(seen.person_id, via)).await?;
    record::must_not_gain(tx, person.id).await?;
    // It may have been edited or removed while the lock was waited for.
    let row = store::contact_point(tx.db(), id)
        .await?
        .filter(|row| row.person_id == person.id)
        .ok_or_else(missing)?;
    Ok((person, row))
}

/// Notes that how a person is reached has changed.
pub(super) fn changed(tx: &mut Tx, person: &person::Model) {
    let person_id = person.id;
    let changed = What::ContactsChanged { person_id };
    tx.record(person.root_area_id, changed);
}
