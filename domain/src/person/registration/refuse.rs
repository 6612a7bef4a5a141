//! Refuses somebody who registered themselves: nothing of it is kept.

use mulin_entities::{PersonId, person};

use super::lock_pending;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::person::{erase, store};

/// Why a registration is refused: what the journal keeps of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationRefusal {
    /// Does not live here.
    NotAResident,
    /// Is registered already.
    Duplicate,
    /// Cannot be told who that is.
    Unidentified,
    /// Something else.
    Other,
}

impl RegistrationRefusal {
    fn as_str(self) -> &'static str {
        match self {
            Self::NotAResident => "NOT_A_RESIDENT",
            Self::Duplicate => "DUPLICATE",
            Self::Unidentified => "UNIDENTIFIED",
            Self::Other => "OTHER",
        }
    }
}

/// Who is refused, and why.
#[derive(Clone, Debug)]
pub struct RefuseRegistration {
    /// Who.
    pub person_id: IdInput<PersonId>,
    /// Why.
    pub reason: RegistrationRefusal,
}

/// Refuses a registration, and answers the record, which is erased. For those who look after the
/// unit.
pub async fn refuse_registration(
    core: &Core,
    actor: &Actor,
    input: RefuseRegistration,
) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("personId", "Person", input.person_id);
            faults.finish()?;
            let (person, _) = lock_pending(tx, id).await?;
            let refused = What::RegistrationRefused {
                person_id: person.id,
                reason: input.reason.as_str(),
            };
            tx.record(person.root_area_id, refused);
            erase::erase(tx, person.id).await?;
            store::person(tx.db(), person.id)
                .await?
                .ok_or_else(|| Error::not_found("personId"))
        })
    })
    .await
}
