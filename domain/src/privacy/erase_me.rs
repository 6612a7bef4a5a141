//! Erases a person at their own wish.

use mulin_entities::person;
use serde::Serialize;

use super::policy;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::Faults;
use crate::person::{Acting, PersonError, erase, store};

/// Whom to erase.
#[derive(Clone, Serialize)]
pub struct EraseMe {
    /// Whom, and how the wish came.
    pub acting: Acting,
    /// The person's name once more, because it cannot be undone.
    pub confirm: String,
}

impl std::fmt::Debug for EraseMe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EraseMe").finish_non_exhaustive()
    }
}

/// Erases a person: nothing personal is left anywhere, whoever asks gets nothing, and counts stay.
/// Answers what is left of the record.
///
/// Errors: `ConfirmationMismatch`, `LastAdministrator`, and whatever acting for somebody else may meet.
pub async fn erase_me(core: &Core, actor: &Actor, input: EraseMe) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            input.acting.check(&mut faults);
            faults.finish()?;
            let subject = policy::subject(tx, &input.acting).await?;
            if input.confirm.trim() != subject.person.name {
                return Err(Refusal::from(PersonError::ConfirmationMismatch).into());
            }
            let id = subject.person.id;
            erase::erase(tx, id).await?;
            let left = store::person(tx.db(), id).await?;
            left.ok_or_else(|| Error::internal("an erased record is missing"))
        })
    })
    .await
}
