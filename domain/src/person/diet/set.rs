//! Notes what somebody cannot or does not eat.

use mulin_entities::{Allergen, ConsentPurpose, person};
use serde::Serialize;

use super::rules::{Diet, DietKind, MAX_NOTE};
use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::input::Faults;
use crate::person::{Acting, PersonError, consent, record};
use crate::tx::Tx;

/// What somebody cannot or does not eat, in place of what was known.
#[derive(Clone, Serialize)]
pub struct SetDiet {
    /// Whose diet, and the way it was told.
    pub acting: Acting,
    /// What they react to.
    pub allergens: Vec<Allergen>,
    /// How they eat.
    pub diets: Vec<DietKind>,
    /// More in words.
    pub note: Option<String>,
}

impl std::fmt::Debug for SetDiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetDiet").finish_non_exhaustive()
    }
}

/// Notes what somebody cannot or does not eat, while their consent to that stands; nothing at all
/// forgets it, whatever they agreed to. Answers whose diet, and never what it is: who may note it for
/// a child may not therefore read it.
pub async fn set_diet(core: &Core, actor: &Actor, input: SetDiet) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input)))
        .await
}

async fn set(tx: &mut Tx, input: SetDiet) -> Result<person::Model> {
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let note = input.note.unwrap_or_default();
    let note = faults.text("note", &note, 0..=MAX_NOTE);
    faults.finish()?;
    let person = record::lock(tx, "onBehalfOf", &input.acting).await?;
    let id = person.id;
    let diet = Diet {
        allergens: input.allergens.into_iter().collect(),
        diets: input.diets.into_iter().collect(),
        note,
        unread: false,
        updated_at: tx.now(),
    };
    if !diet.is_empty() && !consent::stands(tx, id, ConsentPurpose::SensitiveData).await? {
        return Err(Refusal::from(PersonError::DietConsentRequired).into());
    }
    store::save(tx, id, &diet).await?;
    tx.record(person.root_area_id, What::DietChanged { person_id: id });
    Ok(person)
}
