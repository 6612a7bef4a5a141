//! Papers about what people can do: noted by themselves or those who look after them, and counted once
//! somebody else has seen the proof.

use mulin_entities::*;
use serde::{Deserialize, Serialize};

use super::{VolunteerError, member_store, policy, qualification_store as store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::{Acting, store as people};
use crate::place;
use crate::tx::Tx;

/// What stands on a paper, sealed where it is kept.
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

/// A paper.
#[derive(Clone, Serialize)]
pub struct RecordQualification {
    /// Whose, and the way they told so.
    pub acting: Acting,
    /// What it is about.
    pub skill: Skill,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Last day on which it counts; none if it does not end.
    pub valid_until: Option<String>,
}

impl std::fmt::Debug for RecordQualification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordQualification")
            .finish_non_exhaustive()
    }
}

/// A paper that was noted.
#[derive(Clone, Debug, Serialize)]
pub struct OfQualification {
    /// Which.
    pub qualification_id: IdInput<QualificationId>,
}

/// Notes a paper, for oneself or somebody one may act for. It counts once somebody else has seen it.
pub async fn record_qualification(
    core: &Core,
    actor: &Actor,
    input: RecordQualification,
    key: Option<String>,
) -> Result<qualification::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(note(tx, input, key)))
        .await
}

async fn note(
    tx: &mut Tx,
    input: RecordQualification,
    key: Option<String>,
) -> Result<qualification::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "recordQualification", &input).await? {
        let rows = store::qualifications(tx.db(), [QualificationId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let paper = Paper {
        number: faults.line("number", &input.number, 1..=60),
        issuer: faults.line("issuer", &input.issuer, 1..=80),
    };
    let mut valid_until = None;
    if let Some(day) = &input.valid_until {
        valid_until = almanac::day(&mut faults, "validUntil", day);
        if valid_until.is_some_and(|day| day < today(tx)) {
            faults.add("validUntil", Rule::InThePast);
        }
    }
    faults.finish()?;
    let subject = input.acting.subject(tx).await?;
    people::hold(tx.db(), subject.person.id).await?;
    let row = qualification::Model {
        id: tx.new_id(),
        root_area_id: subject.person.root_area_id,
        person_id: subject.person.id,
        skill: input.skill,
        ciphertext: Vec::new(),
        key_id: String::new(),
        valid_until,
        recorded_by: subject.by,
        created_at: tx.now(),
        proof_seen_by: None,
        proof_seen_at: None,
        ended_at: None,
    };
    let row = store::sealed(tx, row, &paper)?;
    store::insert(tx, &row).await?;
    record(tx, &row, "recorded");
    Ok(row)
}

/// Notes that the actor has seen the paper, for who looks after the person's unit, organises there, or
/// leads a team of theirs; never for oneself. Doing so twice changes nothing.
pub async fn confirm_qualification(
    core: &Core,
    actor: &Actor,
    input: OfQualification,
) -> Result<qualification::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let Known { mut row, sees, own } = known(tx, input).await?;
            if own {
                let field = "qualificationId";
                return Err(Refusal::from(VolunteerError::OwnApproval { field }).into());
            }
            if !sees {
                return Err(Error::Forbidden);
            }
            if row.proof_seen_at.is_some() {
                return Ok(row);
            }
            let today = today(tx);
            if row.ended_at.is_some() || row.valid_until.is_some_and(|day| day < today) {
                return Err(Refusal::from(VolunteerError::QualificationEnded).into());
            }
            row.proof_seen_by = tx.actor().person_id();
            row.proof_seen_at = Some(tx.now());
            let row = store::update(tx, row).await?;
            record(tx, &row, "proof_seen");
            Ok(row)
        })
    })
    .await
}

/// Takes a paper away, for whose it is, who may act for them, and who may see it; its number is
/// forgotten. Doing so twice changes nothing.
pub async fn end_qualification(
    core: &Core,
    actor: &Actor,
    input: OfQualification,
) -> Result<qualification::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let Known { mut row, .. } = known(tx, input).await?;
            if row.ended_at.is_some() {
                return Ok(row);
            }
            row.ended_at = Some(tx.now());
            let nothing = Paper {
                number: String::new(),
                issuer: String::new(),
            };
            let row = store::sealed(tx, row, &nothing)?;
            let row = store::update(tx, row).await?;
            record(tx, &row, "ended");
            Ok(row)
        })
    })
    .await
}

/// A paper that the actor may know of.
struct Known {
    row: qualification::Model,
    /// Whether the actor may vouch for what others show.
    sees: bool,
    own: bool,
}

async fn known(tx: &mut Tx, input: OfQualification) -> Result<Known> {
    let mut faults = Faults::default();
    let id = faults.id("qualificationId", "Qualification", input.qualification_id);
    faults.finish()?;
    let missing = || Error::not_found("qualificationId");
    let row = store::lock(tx, id.ok_or_else(missing)?).await?;
    let row = row.ok_or_else(missing)?;
    let person = people::person(tx.db(), row.person_id).await?;
    let person = person.ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id).await?;
    let unit = unit.ok_or_else(missing)?;
    let teams = member_store::of_people(tx.db(), [person.id]).await?;
    let teams: Vec<TeamId> = teams.into_iter().map(|row| row.team_id).collect();
    let sees = policy::may_see_proof(tx.actor(), &unit.path, &teams);
    let own = policy::is_own(tx.actor(), person.id);
    if !own && !sees {
        let acting = Acting::for_person(person.id, Via::App);
        match acting.subject(tx).await {
            Ok(_) => {}
            Err(Error::Internal(error)) => return Err(Error::Internal(error)),
            Err(_) => return Err(missing()),
        }
    }
    Ok(Known { row, sees, own })
}

fn today(tx: &Tx) -> chrono::NaiveDate {
    let zone = tx.core().settings().time_zone;
    tx.now().with_timezone(&zone).date_naive()
}

fn record(tx: &mut Tx, row: &qualification::Model, how: &'static str) {
    let change = VolunteerChange::QualificationChanged {
        qualification_id: row.id,
        person_id: row.person_id,
        how,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}
