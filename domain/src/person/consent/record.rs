//! Notes that a person agreed to something.

use mulin_entities::{ConsentId, ConsentPurpose, ConsentRelationship, consent};
use serde::Serialize;

use super::{rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, Rule};
use crate::person::record::must_be_open;
use crate::person::{Acting, PersonError, Subject};
use crate::tx::Tx;

/// A consent.
#[derive(Clone, Serialize)]
pub struct RecordConsent {
    /// Whose, and how it came.
    pub acting: Acting,
    /// To what.
    pub purpose: ConsentPurpose,
    /// The privacy policy that was shown.
    pub policy_version: String,
    /// What shows that it was given; a steward has to tell.
    pub evidence: Option<String>,
}

impl std::fmt::Debug for RecordConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordConsent")
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// Notes that a person agreed to something: told by themselves, by an adult of the household, or by
/// the steward, whose word another officer must confirm. What stood for the same purpose is withdrawn,
/// unless it says the same.
pub async fn record_consent(
    core: &Core,
    actor: &Actor,
    input: RecordConsent,
    key: Option<String>,
) -> Result<consent::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(record(tx, input, key)))
        .await
}

async fn record(tx: &mut Tx, input: RecordConsent, key: Option<String>) -> Result<consent::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "recordConsent", &input).await? {
        // Who may no longer speak for the person does not see it any more.
        input.acting.spoken_for(tx).await?;
        let consent = store::consent(tx.db(), ConsentId(id)).await?;
        return consent.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let evidence = input
        .evidence
        .map(|evidence| faults.text("evidence", &evidence, 0..=500))
        .filter(|evidence| !evidence.is_empty());
    faults.finish()?;
    let (subject, relationship) = input.acting.spoken_for(tx).await?;
    let is_steward = relationship == ConsentRelationship::Steward;
    if is_steward && evidence.is_none() {
        return Err(Error::input("evidence", Rule::Required));
    }
    if input.policy_version != tx.core().settings().policy_version {
        return Err(Refusal::from(PersonError::UnknownPolicyVersion).into());
    }
    let (year, born) = (chrono::Datelike::year(&tx.now()), subject.person.birth_year);
    rules::may_give(relationship, input.purpose, born, year).map_err(Refusal::from)?;

    // Two who note it at once would both insert.
    let person = store::lock_of(tx.db(), subject.person.id).await?;
    let person = person.ok_or_else(|| Error::not_found("onBehalfOf"))?;
    must_be_open(&person)?;
    if let Some(given) = store::given(tx.db(), subject.person.id, input.purpose).await? {
        if rules::says_the_same(&given, relationship, &input.policy_version, tx.now()) {
            return Ok(given);
        }
        super::withdraw::end(tx, given, subject.via).await?;
    }
    // Else one officer's word would stand for good, a month at a time.
    let again = is_steward
        && store::was_left_unconfirmed(tx.db(), person.id, input.purpose, subject.by, tx.now())
            .await?;
    if again {
        return Err(Refusal::from(PersonError::NotedBefore).into());
    }
    let mut row = new(
        tx,
        &subject,
        relationship,
        input.purpose,
        input.policy_version,
    );
    if let Some(evidence) = &evidence {
        store::seal_evidence(tx.core(), &mut row, evidence);
    }
    store::insert(tx, &row).await?;
    let recorded = What::ConsentRecorded {
        consent_id: row.id,
        person_id: row.person_id,
        purpose: row.purpose,
    };
    tx.record(row.root_area_id, recorded);
    Ok(row)
}

fn new(
    tx: &Tx,
    subject: &Subject,
    relationship: ConsentRelationship,
    purpose: ConsentPurpose,
    policy_version: String,
) -> consent::Model {
    let is_steward = relationship == ConsentRelationship::Steward;
    consent::Model {
        id: tx.new_id(),
        root_area_id: subject.person.root_area_id,
        person_id: subject.person.id,
        purpose,
        policy_version,
        relationship,
        given_by: subject.by,
        via: subject.via,
        sealed_evidence: None,
        key_id: None,
        given_at: tx.now(),
        confirm_by: is_steward.then(|| tx.now() + rules::CONFIRM_WITHIN),
        confirmed_by: None,
        confirmed_at: None,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_via: None,
    }
}
