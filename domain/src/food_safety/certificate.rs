//! Health certificates that cooks have shown.

use mulin_entities::*;
use serde::{Deserialize, Serialize};

use super::dining_policy::unread;
use super::{certificate_store as store, dish_store, policy};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::store as people;
use crate::place;
use crate::tx::Tx;

/// What stands on a certificate, sealed where it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paper").finish_non_exhaustive()
    }
}

/// A certificate that somebody has shown.
#[derive(Clone, Serialize)]
pub struct RecordCookCertificate {
    /// Who.
    pub person_id: IdInput<PersonId>,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Last day on which it counts.
    pub valid_until: String,
    /// The event for which the person cooks, whose organisers have seen it; none for who looks after the
    /// person's unit.
    pub event_id: Option<IdInput<EventId>>,
}

impl std::fmt::Debug for RecordCookCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordCookCertificate")
            .finish_non_exhaustive()
    }
}

/// A certificate that was noted by mistake.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveCookCertificate {
    /// Which.
    pub cook_certificate_id: IdInput<CookCertificateId>,
    /// The event for which the person cooks, whose organiser noted it; none for who looks after the
    /// person's unit.
    pub event_id: Option<IdInput<EventId>>,
}

/// Notes that a person has shown a certificate, for those who look after the person's unit, and for those
/// who run an event that the person cooks for.
pub async fn record_cook_certificate(
    core: &Core,
    actor: &Actor,
    input: RecordCookCertificate,
    key: Option<String>,
) -> Result<cook_certificate::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(note(tx, input, key)))
        .await
}

async fn note(
    tx: &mut Tx,
    input: RecordCookCertificate,
    key: Option<String>,
) -> Result<cook_certificate::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "recordCookCertificate", &input).await? {
        let rows = store::certificates(tx.db(), [CookCertificateId(id)]).await?;
        return rows
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let by = tx.actor().person()?.person_id;
    let mut faults = Faults::default();
    let id = faults.id("personId", "Person", input.person_id);
    let names_event = input.event_id.is_some();
    let event_id = faults.optional_id("eventId", "Event", input.event_id);
    let paper = Paper {
        number: faults.line("number", &input.number, 1..=60),
        issuer: faults.line("issuer", &input.issuer, 1..=80),
    };
    let today = tx.now().with_timezone(&tx.core().settings().time_zone);
    let valid_until = almanac::day(&mut faults, "validUntil", &input.valid_until);
    if valid_until.is_some_and(|day| day < today.date_naive()) {
        faults.add("validUntil", Rule::InThePast);
    }
    let missing = || Error::not_found("personId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let person = match event_id {
        Some(event_id) => cook_of(tx, id, event_id, "personId").await?,
        None if names_event => return faults.finish().and(Err(Error::not_found("eventId"))),
        None => looked_after(tx, id, "personId").await?,
    };
    faults.finish()?;
    let valid_until = valid_until.ok_or_else(unread)?;
    let row = store::sealed(
        tx,
        cook_certificate::Model {
            id: tx.new_id(),
            root_area_id: person.root_area_id,
            person_id: person.id,
            ciphertext: Vec::new(),
            key_id: String::new(),
            valid_until,
            seen_by: by,
            seen_at: tx.now(),
            removed_at: None,
        },
        &paper,
    )?;
    store::insert(tx, &row).await?;
    record(tx, &row, "seen");
    Ok(row)
}

/// Takes a certificate away that was noted by mistake, for those who look after the person's unit, and for
/// who noted it of a cook of an event that they run; its number is forgotten. Doing so twice changes
/// nothing.
pub async fn remove_cook_certificate(
    core: &Core,
    actor: &Actor,
    input: RemoveCookCertificate,
) -> Result<cook_certificate::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(remove(tx, input)))
        .await
}

async fn remove(tx: &mut Tx, input: RemoveCookCertificate) -> Result<cook_certificate::Model> {
    let mut faults = Faults::default();
    let path = "cookCertificateId";
    let id = faults.id(path, "CookCertificate", input.cook_certificate_id);
    let event_id = faults.optional_id("eventId", "Event", input.event_id);
    faults.finish()?;
    let missing = || Error::not_found(path);
    let id = id.ok_or_else(missing)?;
    let mut row = store::lock(tx, id).await?.ok_or_else(missing)?;
    match event_id {
        Some(_) if tx.actor().person_id() != Some(row.seen_by) => return Err(missing()),
        Some(event_id) => cook_of(tx, row.person_id, event_id, path).await?,
        None => looked_after(tx, row.person_id, path).await?,
    };
    if row.removed_at.is_some() {
        return Ok(row);
    }
    row.removed_at = Some(tx.now());
    let nothing = Paper {
        number: String::new(),
        issuer: String::new(),
    };
    let row = store::sealed(tx, row, &nothing)?;
    let row = store::update(tx, row).await?;
    record(tx, &row, "removed");
    Ok(row)
}

/// Somebody whose unit the actor looks after.
async fn looked_after(tx: &Tx, id: PersonId, path: &str) -> Result<person::Model> {
    let missing = || Error::not_found(path);
    let person = people::person(tx.db(), id).await?.ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    let is_open = matches!(person.state, PersonState::Active | PersonState::Pending);
    if !is_open || !crate::person::policy::may_see(tx.actor(), &person, &unit.path) {
        return Err(missing());
    }
    policy::may_note_certificate(tx.actor(), &person, &unit.path)?;
    Ok(person)
}

/// Somebody who cooks for an event that the actor runs.
async fn cook_of(tx: &Tx, id: PersonId, event_id: EventId, path: &str) -> Result<person::Model> {
    let event = events::event(tx.db(), event_id).await?;
    event
        .filter(|event| policy::runs(tx.actor(), event.id, &event.area_path))
        .ok_or_else(|| Error::not_found("eventId"))?;
    let missing = || Error::not_found(path);
    let person = people::person(tx.db(), id).await?.ok_or_else(missing)?;
    let cooks = dish_store::cooks_at(tx.db(), id, [event_id]).await?;
    if cooks.is_empty() {
        return Err(missing());
    }
    policy::must_be_somebody_else(tx.actor(), &person)?;
    Ok(person)
}

fn record(tx: &mut Tx, row: &cook_certificate::Model, how: &'static str) {
    let change = What::CookCertificateChanged {
        cook_certificate_id: row.id,
        person_id: row.person_id,
        how,
    };
    tx.record(row.root_area_id, change);
}
