//! People who registered themselves, and what the steward says to that.

mod confirm;
mod refuse;
pub mod store;

use mulin_entities::{PersonId, PersonState, area, person};

use super::{PersonError, policy, store as people};
use crate::error::{Error, Refusal, Result};
use crate::place;
use crate::tx::Tx;

pub use confirm::{ConfirmRegistration, confirm_registration};
pub use refuse::{RefuseRegistration, RegistrationRefusal, refuse_registration};

/// Loads and locks who waits to be confirmed, with the unit that they say they live in. Refuses
/// unless the actor looks after that unit.
async fn lock_pending(tx: &Tx, id: Option<PersonId>) -> Result<(person::Model, area::Model)> {
    let missing = || Error::not_found("personId");
    let id = id.ok_or_else(missing)?;
    let person = people::lock_person(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    if !policy::may_see(tx.actor(), &person, &unit.path) {
        return Err(missing());
    }
    policy::may_register(tx.actor(), &unit)?;
    if person.state != PersonState::Pending {
        return Err(Refusal::from(PersonError::NotPending).into());
    }
    Ok((person, unit))
}
