//! Makes one record of two of the same person. The keeper's stays as it is; what hangs on the other
//! moves to it, and the other is kept for the record alone.

mod consents;
mod store;

use mulin_entities::{PersonId, PersonState, person};

use super::{PersonError, contact, diet, need, policy};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// Two records of one person.
#[derive(Clone, Debug)]
pub struct MergePeople {
    /// The record that counts from now on.
    pub keep_id: IdInput<PersonId>,
    /// The other one.
    pub duplicate_id: IdInput<PersonId>,
}

/// Makes one record of two, and answers it. For those who look after both units. Doing so twice
/// changes nothing.
pub async fn merge_people(core: &Core, actor: &Actor, input: MergePeople) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(merge(tx, input)))
        .await
}

async fn merge(tx: &mut Tx, input: MergePeople) -> Result<person::Model> {
    let (keeper, duplicate) = both(tx, input).await?;
    if duplicate.merged_into_id == Some(keeper.id) {
        return Ok(keeper);
    }
    for (record, closed) in [
        (&keeper, PersonError::KeeperClosed),
        (&duplicate, PersonError::DuplicateClosed),
    ] {
        if matches!(record.state, PersonState::Merged | PersonState::Erased) {
            return Err(Refusal::from(closed).into());
        }
    }
    if keeper.root_area_id != duplicate.root_area_id {
        return Err(Error::input("duplicateId", Rule::Elsewhere));
    }
    // Whoever can sign in to either record gets the powers of both.
    for record in [&keeper, &duplicate] {
        super::record::must_not_gain(tx, record.id).await?;
    }

    let (from, into) = (duplicate.id, keeper.id);
    contact::store::merge(tx, from, into).await?;
    need::merge(tx, from, into).await?;
    diet::merge(tx, from, into).await?;
    consents::merge(tx, from, into).await?;
    store::move_grants(tx, from, into).await?;
    store::close(tx, &duplicate, into).await?;
    let was_confirmed = duplicate.state == PersonState::Active;
    let confirmed = was_confirmed && keeper.state == PersonState::Pending;
    let root = keeper.root_area_id;
    let keeper = store::keep(tx, keeper, &duplicate).await?;
    tx.record(root, What::PersonMerged { from, into });
    if confirmed {
        tx.record(root, What::RegistrationConfirmed { person_id: into });
    }
    Ok(keeper)
}

/// Both records, locked. Refuses unless the actor looks after the units of both.
async fn both(tx: &Tx, input: MergePeople) -> Result<(person::Model, person::Model)> {
    let mut faults = Faults::default();
    let keep_id = faults.id("keepId", "Person", input.keep_id);
    let duplicate_id = faults.id("duplicateId", "Person", input.duplicate_id);
    faults.finish()?;
    let (Some(keep_id), Some(duplicate_id)) = (keep_id, duplicate_id) else {
        return Err(Error::not_found("keepId"));
    };
    if keep_id == duplicate_id {
        return Err(Refusal::from(PersonError::SameRecord).into());
    }
    let records = store::lock(tx, [keep_id, duplicate_id]).await?;
    let units = place::store::areas(tx.db(), records.iter().map(|record| record.unit_id)).await?;
    let (mut faults, mut found) = (Faults::default(), Vec::new());
    for (path, id) in [("keepId", keep_id), ("duplicateId", duplicate_id)] {
        let record = records.iter().find(|record| record.id == id);
        let unit = record.and_then(|record| units.iter().find(|unit| unit.id == record.unit_id));
        match record.zip(unit) {
            Some((record, unit)) if policy::may_see(tx.actor(), record, &unit.path) => {
                found.push((record.clone(), unit));
            }
            _ => faults.add(path, Rule::NotFound),
        }
    }
    faults.finish()?;
    for (_, unit) in &found {
        policy::may_register(tx.actor(), unit)?;
    }
    let mut found = found.into_iter().map(|(record, _)| record);
    found
        .next()
        .zip(found.next())
        .ok_or_else(|| Error::not_found("keepId"))
}
