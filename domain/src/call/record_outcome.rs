//! Notes how a call ended.

use mulin_entities::{
    CallOutcome, CallState, CallTaskId, Channel, ChannelPurpose, ConsentStep, PersonId, Via, area,
    call_task, person,
};
use serde::Serialize;

use super::rules::{self, Next};
use super::store::{self, Call};
use super::{CallError, policy};
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::delivery::calls;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::notification::consents;
use crate::person::store as people;
use crate::place;
use crate::quiet::{Quiet, zone_of};
use crate::tx::Tx;

/// How a call ended.
#[derive(Clone, Serialize)]
pub struct RecordCallOutcome {
    /// Which call.
    pub task_id: IdInput<CallTaskId>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// When the person wants another call, with CALL_BACK alone.
    pub call_again_at: Option<Instant>,
    /// What else there is to know.
    pub note: Option<String>,
}

impl std::fmt::Debug for RecordCallOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordCallOutcome")
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// Notes how a call ended, and answers it. For those who look after the unit. What ended a call is
/// noted once: saying the same again changes nothing, and something else is refused.
pub async fn record_call_outcome(
    core: &Core,
    actor: &Actor,
    input: RecordCallOutcome,
    key: Option<String>,
) -> Result<call_task::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(record(tx, input, key)))
        .await
}

async fn record(
    tx: &mut Tx,
    input: RecordCallOutcome,
    key: Option<String>,
) -> Result<call_task::Model> {
    let by = tx.actor().person()?.person_id;
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "recordCallOutcome", &input).await? {
        let found = find(tx, Some(CallTaskId(id))).await;
        let (call, ..) = found.map_err(|_| Error::not_found("idempotencyKey"))?;
        return Ok(call.task);
    }
    let mut faults = Faults::default();
    let id = faults.id("taskId", "CallTask", input.task_id.clone());
    let note = input.note.as_deref().unwrap_or_default();
    let note = faults.text("note", note, 0..=rules::MAX_NOTE);
    check_time(&mut faults, &input, tx.now());
    faults.finish()?;
    let (call, person) = find(tx, id).await?;
    let state = call.state(tx.now());
    let mut task = call.task;
    match state {
        CallState::Done if task.outcome == Some(input.outcome) => return Ok(task),
        CallState::Done => return Err(Refusal::from(CallError::Done).into()),
        CallState::Lapsed => return Err(Refusal::from(CallError::Lapsed).into()),
        CallState::Open => {}
    }
    let too_late = |at: &Instant| task.expires_at.is_some_and(|end| *at >= end);
    if input.call_again_at.as_ref().is_some_and(too_late) {
        let other = "expiresAt";
        return Err(Error::input("callAgainAt", Rule::NotBefore { other }));
    }
    if by != person.id {
        tx.act_for(person.id);
    }
    tx.came_by(Via::Phone);
    task.tries += 1;
    task.outcome = Some(input.outcome);
    if !note.is_empty() {
        store::seal_note(tx.core(), &mut task, &note);
    }
    let settings = tx.core().settings();
    let quiet = Quiet::of(settings, person.quiet_from, person.quiet_until);
    let zone = zone_of(person.time_zone.as_deref(), settings.time_zone);
    let next = rules::next(
        input.outcome,
        task.tries,
        input.call_again_at,
        task.expires_at,
        tx.now(),
        (zone, quiet),
    );
    settle(tx, task, input.outcome, next, by).await
}

/// Writes what becomes of the call, of its message, and of what the person said.
async fn settle(
    tx: &mut Tx,
    mut task: call_task::Model,
    outcome: CallOutcome,
    next: Next,
    by: PersonId,
) -> Result<call_task::Model> {
    match next {
        Next::Again(at) => task.due_at = at,
        Next::Over => {
            task.state = CallState::Done;
            task.done_by = Some(by);
            task.done_at = Some(tx.now());
        }
    }
    calls::note_outcome(tx, task.delivery_id, outcome, next == Next::Over).await?;
    let task = store::update(tx, task).await?;
    let person = task.person_id;
    if outcome == CallOutcome::Refused {
        let (channel, purpose) = (Channel::Call, ChannelPurpose::Service);
        let out = ConsentStep::OptOut;
        consents::note(tx, person, channel, purpose, out, Via::Phone, Some(by)).await?;
    }
    let recorded = What::CallRecorded {
        task_id: task.id,
        person_id: person,
        outcome,
    };
    tx.record(task.root_area_id, recorded);
    Ok(task)
}

/// The call, locked, with whom it is to; hidden from all who do not make it.
async fn find(tx: &Tx, id: Option<CallTaskId>) -> Result<(Call, person::Model)> {
    let missing = || Error::not_found("taskId");
    let seen = store::calls(tx.db(), [id.ok_or_else(missing)?]).await?;
    let seen = seen.first().ok_or_else(missing)?;
    // The person first, as all who write about one do.
    let person = people::lock_person(tx.db(), seen.task.person_id).await?;
    let person = person.ok_or_else(missing)?;
    let call = store::lock(tx, seen.task.id).await?.ok_or_else(missing)?;
    let unit: Option<area::Model> = place::store::area(tx.db(), call.task.unit_id).await?;
    if !policy::may_make(tx.actor(), &unit.ok_or_else(missing)?.path) {
        return Err(missing());
    }
    Ok((call, person))
}

fn check_time(faults: &mut Faults, input: &RecordCallOutcome, now: Instant) {
    match (input.outcome, input.call_again_at) {
        (CallOutcome::CallBack, None) => faults.add("callAgainAt", Rule::Required),
        (CallOutcome::CallBack, Some(at)) if at <= now => {
            faults.add("callAgainAt", Rule::InThePast);
        }
        (CallOutcome::CallBack, Some(_)) | (_, None) => {}
        (_, Some(_)) => faults.add("callAgainAt", Rule::Together { other: "outcome" }),
    }
}
