//! Who gets a person's data out, and who erases them.

use mulin_entities::{ConsentPurpose, ConsentRelationship, Role};

use crate::actor::Actor;
use crate::error::{Refusal, Result};
use crate::person::{Acting, PersonError, Subject, consent};
use crate::tx::Tx;

/// The person; for a child an adult of the household; and a steward while the person agrees to be
/// acted for. What a household does for its adults otherwise does not go so far.
pub(super) async fn subject(tx: &mut Tx, acting: &Acting) -> Result<Subject> {
    let (subject, relationship) = acting.spoken_for(tx).await?;
    let needs_consent =
        needs_consent(tx.actor(), relationship, &subject.unit_path).map_err(Refusal::from)?;
    if !needs_consent || consent::stands(tx, subject.person.id, ConsentPurpose::ActOnBehalf).await?
    {
        return Ok(subject);
    }
    Err(Refusal::from(PersonError::ConsentRequired).into())
}

/// Whether who is that to a person, and speaks for them, needs the person's consent to it as well.
pub fn needs_consent(
    actor: &Actor,
    relationship: ConsentRelationship,
    unit_path: &str,
) -> Result<bool, PersonError> {
    match relationship {
        ConsentRelationship::Oneself | ConsentRelationship::Guardian => Ok(false),
        ConsentRelationship::Household if !actor.has_role(&[Role::Steward], unit_path) => {
            Err(PersonError::OnlyOneself)
        }
        ConsentRelationship::Household | ConsentRelationship::Steward => Ok(true),
    }
}
