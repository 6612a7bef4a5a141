//! Notes what somebody needs.

use mulin_entities::{ConsentPurpose, person};
use serde::Serialize;

use super::rules::{MAX_NOTE, NeedKind, Needs};
use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::input::Faults;
use crate::person::{Acting, PersonError, consent, record};
use crate::tx::Tx;

/// What somebody needs, in place of what was known.
#[derive(Clone, Serialize)]
pub struct SetNeeds {
    /// Whose needs, and the way they were told.
    pub acting: Acting,
    /// Kinds.
    pub kinds: Vec<NeedKind>,
    /// More in words.
    pub note: Option<String>,
}

impl std::fmt::Debug for SetNeeds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetNeeds").finish_non_exhaustive()
    }
}

/// Notes what somebody needs, while their consent to that stands; no kind and no note forgets it,
/// whatever they agreed to. Answers whose needs, and never what they are: who may note them for a
/// child may not therefore read them.
pub async fn set_needs(core: &Core, actor: &Actor, input: SetNeeds) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input)))
        .await
}

async fn set(tx: &mut Tx, input: SetNeeds) -> Result<person::Model> {
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let note = input.note.unwrap_or_default();
    let note = faults.text("note", &note, 0..=MAX_NOTE);
    faults.finish()?;
    let person = record::lock(tx, "onBehalfOf", &input.acting).await?;
    let id = person.id;
    let needs = Needs {
        kinds: input.kinds.into_iter().collect(),
        note,
        updated_at: tx.now(),
    };
    if !needs.is_empty() && !consent::stands(tx, id, ConsentPurpose::SensitiveData).await? {
        return Err(Refusal::from(PersonError::SensitiveConsentRequired).into());
    }
    store::save(tx, id, &needs).await?;
    tx.record(person.root_area_id, What::NeedsChanged { person_id: id });
    Ok(person)
}
