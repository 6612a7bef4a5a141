//! Takes a consent back, as easily as it was given.

use mulin_entities::{ConsentId, Via, consent};

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::person::Acting;
use crate::tx::Tx;

/// Which consent.
#[derive(Clone, Debug)]
pub struct WithdrawConsent {
    /// Which consent.
    pub consent_id: IdInput<ConsentId>,
    /// The way the withdrawal came.
    pub via: Via,
}

/// Takes a consent back at once: the person, an adult of the household, or the steward. Doing so
/// twice changes nothing.
pub async fn withdraw_consent(
    core: &Core,
    actor: &Actor,
    input: WithdrawConsent,
) -> Result<consent::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let by = tx.actor().person()?.person_id;
            let mut faults = Faults::default();
            let id = faults.id("consentId", "Consent", input.consent_id);
            faults.finish()?;
            let missing = || Error::not_found("consentId");
            let found = store::locked(tx.db(), id.ok_or_else(missing)?).await?;
            let (row, _) = found.ok_or_else(missing)?;
            // Whose consent it is tells for whom the actor speaks, and is hidden from who may not.
            let acting = Acting::for_person(row.person_id, input.via);
            let via = match acting.spoken_for(tx).await {
                Ok((subject, _)) => subject.via,
                Err(Error::Refused(_)) if row.person_id != by => return Err(missing()),
                Err(other) => return Err(other),
            };
            if row.withdrawn_at.is_some() {
                return Ok(row);
            }
            end(tx, row, via).await
        })
    })
    .await
}

/// Ends a consent that was not withdrawn.
pub(in crate::person) async fn end(
    tx: &mut Tx,
    mut row: consent::Model,
    via: Via,
) -> Result<consent::Model> {
    row.withdrawn_at = Some(tx.now());
    row.withdrawn_by = tx.actor().person_id();
    row.withdrawn_via = Some(via);
    let row = store::update(tx, row).await?;
    let withdrawn = What::ConsentWithdrawn {
        consent_id: row.id,
        person_id: row.person_id,
        purpose: row.purpose,
    };
    tx.record(row.root_area_id, withdrawn);
    Ok(row)
}
