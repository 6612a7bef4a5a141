//! Whom somebody may give a part to: an organiser sees no records of residents, but is told by them
//! who they are.

use mulin_entities::{AreaId, PersonId, PersonState, person};

use super::{PersonError, policy, store};
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, Rule};
use crate::place;
use crate::tx::Tx;

/// Among whom somebody is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// People of this tree …
    pub root_area_id: AreaId,
    /// … who live here …
    pub area_path: &'a str,
    /// … or of whom the caller knows otherwise that they have to do with it.
    pub known_otherwise: bool,
}

/// The person, if the actor sees the record or they are within reach. Notes that there is none; a
/// record that does not count, or not yet, is refused.
pub async fn appointee(
    tx: &Tx,
    faults: &mut Faults,
    path: &str,
    id: PersonId,
    reach: Reach<'_>,
) -> Result<Option<person::Model>> {
    let Some(person) = store::person(tx.db(), id).await? else {
        faults.add(path, Rule::NotFound);
        return Ok(None);
    };
    let unit = place::store::area(tx.db(), person.unit_id).await?;
    let unit = unit.ok_or_else(|| Error::internal("a person's unit is missing"))?;
    let seen = policy::may_see(tx.actor(), &person, &unit.path);
    let within = person.root_area_id == reach.root_area_id
        && (reach.known_otherwise || unit.path.starts_with(reach.area_path));
    if !seen && !within {
        faults.add(path, Rule::NotFound);
        return Ok(None);
    }
    if person.root_area_id != reach.root_area_id {
        faults.add(path, Rule::Elsewhere);
        return Ok(None);
    }
    must_count(&person)?;
    Ok(Some(person))
}

/// Only whom the steward has confirmed, and whose record is open, holds roles and parts.
pub(super) fn must_count(person: &person::Model) -> Result<()> {
    match person.state {
        PersonState::Active => Ok(()),
        PersonState::Pending => Err(Refusal::from(PersonError::RegistrationPending).into()),
        PersonState::Merged | PersonState::Erased => {
            Err(Refusal::from(PersonError::RecordClosed).into())
        }
    }
}
