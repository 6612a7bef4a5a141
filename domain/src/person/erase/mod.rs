//! Erasing a person: everything personal in the tables of this noun goes at once, and the other nouns
//! follow [`What::PersonErased`] in the same transaction. What is left is a record without a name, to
//! which anonymous counts may refer.

mod store;

use mulin_entities::{PersonId, PersonState, Role, person, role_grant};

use super::PersonError;
use crate::change::What;
use crate::error::{Refusal, Result};
use crate::idempotency;
use crate::tx::Tx;

pub use store::records;

/// Erases a person, and with them the records that were merged into theirs. Doing so twice changes
/// nothing. Who may is for the caller to ask.
///
/// Errors: `LastAdministrator`.
pub async fn erase(tx: &mut Tx, person: PersonId) -> Result<()> {
    let mut records = store::lock_records(tx, person).await?;
    records.retain(|record| record.state != PersonState::Erased);
    if records.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = records.iter().map(|record| record.id).collect();
    let (own, others) = store::lock_grants(tx, &people)
        .await?
        .into_iter()
        .partition::<Vec<_>, _>(|grant| people.contains(&grant.person_id));
    must_leave_administrators(tx, &own, &others).await?;
    end_grants(tx, &own).await?;
    withdraw_consents(tx, &people).await?;
    // The codes first: what their addresses are is known only until the contact points are gone.
    store::forget_codes(tx, &people).await?;
    store::forget_addresses(tx, &people).await?;
    store::forget_contacts_and_needs(tx, &people).await?;
    idempotency::forget(tx, &people).await?;
    for record in &records {
        store::empty(tx, record).await?;
    }
    store::empty_lonely_homes(tx, &records).await?;
    for person::Model {
        id: person_id,
        root_area_id,
        ..
    } in records
    {
        tx.record(root_area_id, What::PersonErased { person_id });
    }
    Ok(())
}

/// Whoever ran a city alone first gives somebody else the role. `others` are all administrators of
/// the cities that the person runs.
async fn must_leave_administrators(
    tx: &Tx,
    own: &[role_grant::Model],
    others: &[role_grant::Model],
) -> Result<()> {
    let now = tx.now();
    let runs_a_city = |grant: &&role_grant::Model| {
        grant.role == Role::Admin && grant.area_id == grant.root_area_id && grant.valid_from <= now
    };
    for city in own.iter().filter(runs_a_city).map(|grant| grant.area_id) {
        let others = others
            .iter()
            .filter(runs_a_city)
            .filter(|grant| grant.area_id == city)
            .map(|grant| grant.person_id);
        if !store::any_stays(tx, others.collect()).await? {
            return Err(Refusal::from(PersonError::LastAdministrator).into());
        }
    }
    Ok(())
}

async fn end_grants(tx: &mut Tx, grants: &[role_grant::Model]) -> Result<()> {
    for grant in grants {
        // A grant that has not begun yet ends where it would have begun.
        store::end_grant(tx, grant.id, tx.now().max(grant.valid_from)).await?;
        let revoked = What::RoleRevoked {
            grant_id: grant.id,
            person_id: grant.person_id,
            role: grant.role,
            area_id: grant.area_id,
        };
        tx.record(grant.root_area_id, revoked);
    }
    Ok(())
}

async fn withdraw_consents(tx: &mut Tx, people: &[PersonId]) -> Result<()> {
    let consents = store::lock_consents(tx, people).await?;
    store::forget_evidence(tx, people).await?;
    let standing = || consents.iter().filter(|row| row.withdrawn_at.is_none());
    store::withdraw(tx, standing().map(|row| row.id).collect()).await?;
    for row in standing() {
        let withdrawn = What::ConsentWithdrawn {
            consent_id: row.id,
            person_id: row.person_id,
            purpose: row.purpose,
        };
        tx.record(row.root_area_id, withdrawn);
    }
    Ok(())
}
