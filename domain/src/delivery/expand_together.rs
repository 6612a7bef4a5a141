//! Lists those to whom the notices of one change go, person by person, so that whoever answered several
//! of the events is told of all by one message: rows and cursor move in one transaction, so that a
//! crash repeats nothing and skips nobody.

use std::collections::HashMap;

use mulin_entities::*;
use uuid::Uuid;

use super::own;
use super::plan::{self, Plan};
use super::reachable::Reachable;
use super::store::Recipient;
use super::{as_one, rules, together_store as store, write};
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::tx::Tx;

/// Messages that a transaction makes at most, roughly.
const MESSAGES: usize = 2_000;
/// People a transaction.
const PEOPLE: std::ops::RangeInclusive<usize> = 20..=500;

/// Has these notices of one change listed together.
pub async fn plan(tx: &Tx, notices: &[DeliveryScheduleId]) -> Result<()> {
    let change = tx.new_id::<DeliveryScheduleId>().0;
    store::put_together(tx, change, notices).await?;
    due_work::plan(tx, DueWorkKind::ExpandTogether, change, tx.now()).await
}

/// Lists the next page of the people whom the notices concern that the work is about.
pub async fn expand(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move { page(tx, &held).await })
    })
    .await
}

async fn page(tx: &mut Tx, held: &Held) -> Result<()> {
    let change = held.subject_id;
    // Their locks come first, as in every transaction that takes both.
    let notices = store::lock(tx, change).await?;
    if !due_work::hold(tx, held).await? {
        return Ok(());
    }
    let is_open = |notice: &delivery_schedule::Model| {
        matches!(
            notice.state,
            ScheduleState::Pending | ScheduleState::Expanding
        )
    };
    let open = notices.into_iter().filter(is_open);
    let open: Vec<delivery_schedule::Model> = open.collect();
    let events = store::events(tx.db(), open.iter().map(|notice| notice.event_id)).await?;
    // A notice about a time that has changed again: the newer notice says it.
    let (open, stale): (Vec<_>, Vec<_>) = open.into_iter().partition(|notice| {
        let event = events.get(&notice.event_id);
        event.is_some_and(|event| event.schedule_rev == notice.schedule_rev)
    });
    store::advance(tx, &stale, ScheduleState::Cancelled, None).await?;
    if open.is_empty() {
        return due_work::complete(tx, held).await;
    }
    let limit = (MESSAGES / open.len()).clamp(*PEOPLE.start(), *PEOPLE.end());
    let cursor = open.iter().filter_map(|notice| notice.cursor).max();
    let people = store::people(tx.db(), &open, cursor, limit).await?;
    let rows = messages(tx, change, &open, &events, &people).await?;
    write::insert(tx, rows).await?;
    let last = people.last().map(|person| person.0).or(cursor);
    if people.len() == limit {
        store::advance(tx, &open, ScheduleState::Expanding, last).await?;
        return due_work::go_on(tx, held).await;
    }
    store::advance(tx, &open, ScheduleState::Expanded, last).await?;
    due_work::complete(tx, held).await
}

/// What these people are told, and what they want to be reminded of for the times that the events have
/// now. The number of statements depends on neither.
async fn messages(
    tx: &Tx,
    change: Uuid,
    notices: &[delivery_schedule::Model],
    events: &HashMap<EventId, event::Model>,
    people: &[PersonId],
) -> Result<Vec<delivery::Model>> {
    let mut answers: HashMap<EventId, Vec<Recipient>> = HashMap::new();
    for answer in store::answers(tx.db(), notices, people).await? {
        answers.entry(answer.event_id).or_default().push(answer);
    }
    let reachable = Reachable::load(tx.core(), tx.db(), people.iter().copied()).await?;
    let wishes = own::wishes(tx.db(), people.iter().copied()).await?;
    let wishes: HashMap<PersonId, Vec<i32>> = wishes.into_iter().collect();
    let (mut drafts, mut reminders) = (Vec::new(), Vec::new());
    for notice in notices {
        let (Some(event), Some(answers)) =
            (events.get(&notice.event_id), answers.get(&notice.event_id))
        else {
            continue;
        };
        let audience = rules::audience(notice.kind);
        let is_for = |one: &&Recipient| one.state.is_some_and(|state| audience.contains(&state));
        let recipients: Vec<Recipient> = answers.iter().filter(is_for).cloned().collect();
        let plan = Plan {
            schedule: Some(notice),
            ..Plan::about(event, notice.kind, notice.due_at)
        };
        drafts.extend(plan::drafts(tx, plan, &recipients, &reachable));
        if notice.kind == MessageKind::EventRescheduled {
            reminders.extend(own::messages(tx, event, &recipients, &wishes, &reachable));
        }
    }
    let mut rows = as_one::bundled(change, drafts);
    rows.extend(reminders);
    Ok(rows)
}
