//! Confirms a consent that another officer wrote down.

use mulin_entities::{ConsentId, consent};

use super::{rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::person::policy;
use crate::place;

/// Which consent.
#[derive(Clone, Debug)]
pub struct ConfirmConsent {
    /// Which consent.
    pub consent_id: IdInput<ConsentId>,
}

/// Confirms what another steward or administrator wrote down, within 30 days of that.
pub async fn confirm_consent(
    core: &Core,
    actor: &Actor,
    input: ConfirmConsent,
) -> Result<consent::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let officer = tx.actor().person()?.person_id;
            let mut faults = Faults::default();
            let id = faults.id("consentId", "Consent", input.consent_id);
            faults.finish()?;
            let missing = || Error::not_found("consentId");
            let found = store::locked(tx.db(), id.ok_or_else(missing)?).await?;
            let (mut row, person) = found.ok_or_else(missing)?;
            let unit = place::store::area(tx.db(), person.unit_id).await?;
            let unit = unit.ok_or_else(missing)?;
            if !policy::may_confirm_consents(tx.actor(), &unit.path) {
                let year = chrono::Datelike::year(&tx.now());
                if policy::may_see_consent(tx.actor(), &person, &unit.path, year) {
                    return Err(Error::Forbidden);
                }
                return Err(missing());
            }
            rules::may_confirm(&row, officer, tx.now()).map_err(Refusal::from)?;
            if officer != row.person_id {
                tx.act_for(row.person_id);
            }
            (row.confirmed_by, row.confirmed_at) = (Some(officer), Some(tx.now()));
            let row = store::update(tx, row).await?;
            let confirmed = What::ConsentConfirmed {
                consent_id: row.id,
                person_id: row.person_id,
                purpose: row.purpose,
            };
            tx.record(row.root_area_id, confirmed);
            Ok(row)
        })
    })
    .await
}
