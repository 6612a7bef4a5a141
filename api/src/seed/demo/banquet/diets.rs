//! What some of those who come cannot or do not eat, and what they need, once they have agreed that it
//! is kept: enough who react to peanuts for a number to be shown, too few who react to eggs.

use anyhow::Result;
use mulin_domain::Actor;
use mulin_domain::person::Acting;
use mulin_domain::person::consent::{RecordConsent, record_consent};
use mulin_domain::person::diet::{DietKind, SetDiet, set_diet};
use mulin_domain::person::need::{NeedKind, SetNeeds, set_needs};
use mulin_entities::{Allergen, ConsentPurpose};

use super::families::Family;
use crate::seed::demo::stage::Stage;

/// What one household after the other says, the resident's first.
const TOLD: [(&[Allergen], &[DietKind]); 18] = [
    (&[Allergen::Peanut], &[]),
    (&[Allergen::Peanut], &[]),
    (&[Allergen::Peanut, Allergen::Nuts], &[]),
    (&[Allergen::Peanut], &[DietKind::LowSugar]),
    (&[Allergen::Peanut], &[]),
    (&[Allergen::Peanut, Allergen::Egg], &[]),
    (&[Allergen::Egg], &[]),
    (&[Allergen::Crustaceans], &[]),
    (&[Allergen::Crustaceans, Allergen::Molluscs], &[]),
    (&[], &[DietKind::Halal]),
    (&[], &[DietKind::Halal]),
    (&[], &[DietKind::Halal]),
    (&[], &[DietKind::Halal, DietKind::LowSalt]),
    (&[], &[DietKind::Halal]),
    (&[Allergen::Milk], &[DietKind::SoftFood]),
    (&[], &[DietKind::Vegetarian]),
    (&[], &[DietKind::Vegetarian]),
    (&[], &[DietKind::LowSugar]),
];

/// The households after these in which somebody comes in a wheelchair.
const IN_WHEELCHAIRS: usize = 2;

/// Lets them tell.
pub(super) async fn tell(stage: &Stage<'_>, coming: &[Family]) -> Result<()> {
    for (family, (allergens, diets)) in coming.iter().zip(TOLD) {
        let person = stage.actor(family.head).await?;
        agree(stage, &person).await?;
        let input = SetDiet {
            acting: Acting::default(),
            allergens: allergens.to_vec(),
            diets: diets.to_vec(),
            note: None,
        };
        set_diet(stage.core, &person, input).await?;
    }
    for family in coming.iter().skip(TOLD.len()).take(IN_WHEELCHAIRS) {
        let person = stage.actor(family.head).await?;
        agree(stage, &person).await?;
        let input = SetNeeds {
            acting: Acting::default(),
            kinds: vec![NeedKind::Wheelchair],
            note: None,
        };
        set_needs(stage.core, &person, input).await?;
    }
    Ok(())
}

async fn agree(stage: &Stage<'_>, person: &Actor) -> Result<()> {
    let input = RecordConsent {
        acting: Acting::default(),
        purpose: ConsentPurpose::SensitiveData,
        policy_version: stage.core.settings().policy_version.clone(),
        evidence: None,
    };
    record_consent(stage.core, person, input, None).await?;
    Ok(())
}
