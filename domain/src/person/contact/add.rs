//! Adds a way to reach a person.

use mulin_entities::{ContactKind, ContactPointId, contact_point};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::record::changed;
use super::{MAX_CONTACT_POINTS, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, Rule};
use crate::person::{Acting, policy, record, rules};
use crate::place;
use crate::tx::Tx;

/// A way to reach a person.
#[derive(Clone, Serialize)]
pub struct AddContactPoint {
    /// Whom it reaches, and how the wish came.
    pub acting: Acting,
    /// How it reaches them.
    pub kind: ContactKind,
    /// E-mail address or telephone number, in any spelling.
    pub address: String,
    /// Whether the whole household uses it.
    pub is_shared: bool,
    /// Whether it takes text messages; as its number tells if left out.
    pub receives_sms: Option<bool>,
}

impl std::fmt::Debug for AddContactPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddContactPoint")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Adds a way to reach a person. Nobody has proved yet to hold it.
pub async fn add_contact_point(
    core: &Core,
    actor: &Actor,
    input: AddContactPoint,
    key: Option<String>,
) -> Result<contact_point::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(
    tx: &mut Tx,
    input: AddContactPoint,
    key: Option<String>,
) -> Result<contact_point::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addContactPoint", &input).await? {
        return replay(tx, ContactPointId(id)).await;
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let address = check_address(&mut faults, input.kind, &input.address);
    check_text_messages(&mut faults, input.kind, input.receives_sms);
    faults.finish()?;
    let address = address.ok_or_else(|| Error::input("address", Rule::Required))?;
    let person = record::lock(tx, "onBehalfOf", &input.acting).await?;
    record::must_not_gain(tx, person.id).await?;

    let own = store::of_person(tx.db(), person.id).await?;
    let lookups = tx.core().keyring().lookups(&address);
    if own
        .iter()
        .any(|row| row.kind == input.kind && lookups.contains(&row.lookup))
    {
        return Err(Error::input("address", Rule::Duplicate));
    }
    if own.len() >= MAX_CONTACT_POINTS {
        let max = MAX_CONTACT_POINTS;
        return Err(Error::input("address", Rule::Count { max }));
    }
    let id = tx.new_id();
    let mut row = store::sealed_contact(tx.core(), id, person.id, input.kind, &address, tx.now());
    row.is_shared = Set(input.is_shared);
    if let Some(receives_sms) = input.receives_sms {
        row.receives_sms = Set(receives_sms);
    }
    let row = row.insert(tx.db()).await?;
    changed(tx, &person);
    Ok(row)
}

/// What the same call made before, unless it is gone or the actor sees it no more.
async fn replay(tx: &Tx, id: ContactPointId) -> Result<contact_point::Model> {
    let missing = || Error::not_found("idempotencyKey");
    let row = store::contact_point(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    let person = crate::person::store::person(tx.db(), row.person_id)
        .await?
        .ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    let year = chrono::Datelike::year(&tx.now());
    policy::may_keep(tx.actor(), &person, &unit.path, year).map_err(|_| missing())?;
    Ok(row)
}

fn check_address(faults: &mut Faults, kind: ContactKind, address: &str) -> Option<String> {
    if address.trim().is_empty() {
        faults.add("address", Rule::Required);
        return None;
    }
    match kind {
        ContactKind::Email => rules::email_address(faults, "address", Some(address)),
        ContactKind::Phone => rules::phone_number(faults, "address", Some(address)),
    }
}

/// No text message reaches an e-mail address.
pub(super) fn check_text_messages(
    faults: &mut Faults,
    kind: ContactKind,
    receives_sms: Option<bool>,
) {
    if kind == ContactKind::Email && receives_sms == Some(true) {
        faults.add("receivesSms", Rule::Together { other: "kind" });
    }
}
