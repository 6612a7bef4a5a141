//! Notes that something was filed.

use mulin_entities::{FilingTaskId, FilingTaskState, filing_task};
use serde::Serialize;

use super::dining_policy::must_be_version;
use super::filing::record;
use super::{FoodSafetyError, filing_store as store, policy};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{seats, store as events};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// What was filed.
#[derive(Clone, Debug, Serialize)]
pub struct RecordFiling {
    /// Which task.
    pub filing_task_id: IdInput<FilingTaskId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// What the authority answered: a number.
    pub reference: String,
    /// When it was filed; now if left out.
    pub filed_at: Option<Instant>,
}

/// Notes that something was filed, for those who run the event. The same again changes nothing; another
/// reference corrects the first.
pub async fn record_filing(
    core: &Core,
    actor: &Actor,
    input: RecordFiling,
) -> Result<filing_task::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(file(tx, input)))
        .await
}

async fn file(tx: &mut Tx, input: RecordFiling) -> Result<filing_task::Model> {
    let mut faults = Faults::default();
    let id = faults.id("filingTaskId", "FilingTask", input.filing_task_id);
    let reference = faults.line("reference", &input.reference, 1..=80);
    if input.filed_at.is_some_and(|at| at > tx.now()) {
        faults.add("filedAt", Rule::NotBefore { other: "now" });
    }
    let missing = || Error::not_found("filingTaskId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let seen = store::tasks(tx.db(), [id]).await?.into_iter().next();
    // Who answers meanwhile looks at the task, too.
    seats::lock(tx.db(), seen.ok_or_else(missing)?.event_id).await?;
    let mut row = store::lock(tx, id).await?.ok_or_else(missing)?;
    let event = events::event(tx.db(), row.event_id)
        .await?
        .ok_or_else(missing)?;
    if !policy::runs(tx.actor(), event.id, &event.area_path) {
        return Err(missing());
    }
    faults.finish()?;
    let at = input.filed_at.or(row.filed_at).unwrap_or(tx.now());
    if row.state == FilingTaskState::Filed
        && row.reference.as_ref() == Some(&reference)
        && row.filed_at == Some(at)
    {
        return Ok(row);
    }
    must_be_version(input.expected_version, row.version)?;
    if row.state == FilingTaskState::NotNeeded {
        return Err(Refusal::from(FoodSafetyError::FilingNotNeeded).into());
    }
    row.state = FilingTaskState::Filed;
    row.reference = Some(reference);
    row.filed_at = Some(at);
    row.filed_by = tx.actor().person_id();
    row.version += 1;
    row.updated_at = tx.now();
    let row = store::update(tx, row).await?;
    record(tx, &row, "filed");
    Ok(row)
}
