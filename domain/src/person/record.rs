//! Whose record a command edits.

use mulin_entities::{PersonId, PersonState, person};

use super::{Acting, PersonError, policy, store};
use crate::error::{Error, Refusal, Result};
use crate::place;
use crate::tx::Tx;

/// Loads and locks the record, and refuses unless the actor may keep it and it is open. From then on
/// the journal names both, and how the wish came. `path` is the field of the input that names the
/// person.
pub(crate) async fn lock(tx: &mut Tx, path: &str, acting: &Acting) -> Result<person::Model> {
    let by = tx.actor().person()?.person_id;
    let id = acting.person(by)?;
    let missing = || Error::not_found(path);
    let person = store::lock_person(tx.db(), id).await?.ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    if !policy::may_see(tx.actor(), &person, &unit.path) {
        return Err(missing());
    }
    let year = chrono::Datelike::year(&tx.now());
    policy::may_keep(tx.actor(), &person, &unit.path, year)?;
    must_be_open(&person)?;
    acting.note(tx, by)?;
    Ok(person)
}

/// A record that was merged or erased is edited no more.
pub(super) fn must_be_open(person: &person::Model) -> Result<()> {
    if matches!(person.state, PersonState::Merged | PersonState::Erased) {
        return Err(Refusal::from(PersonError::RecordClosed).into());
    }
    Ok(())
}

/// Who can be reached under an address can sign in with it. So only they themselves, and those who
/// hold every role that they hold, say how somebody is reached: nobody gains a power by it.
pub(super) async fn must_not_gain(tx: &Tx, person: PersonId) -> Result<()> {
    let grants = store::grants_of(tx.db(), [person], tx.now()).await?;
    policy::gains_nothing(tx.actor(), person, &grants)?;
    let Some(own) = tx.actor().signed_in().filter(|own| own.person_id != person) else {
        return Ok(());
    };
    let (parts, leads) = store::parts_of(tx.db(), person).await?;
    let root = place::store::area(tx.db(), own.root_area_id).await?;
    policy::has_parts(tx.actor(), &parts, &leads, root.as_ref())
}
