//! Lists the recipients of a fan-out, page by page: rows and cursor move in one transaction, so that
//! a crash repeats nothing and skips nobody.

use mulin_entities::{DeliveryScheduleId, ScheduleState};

use super::store::{self, Plan};
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::event;
use crate::tx::Tx;

/// Recipients a transaction.
const PAGE: u64 = 500;

/// Lists all recipients of the fan-out that the work is about.
pub async fn expand(core: &Core, held: &Held) -> Result<()> {
    loop {
        let held = held.clone();
        let more = core
            .transact(&Actor::System, move |tx| {
                Box::pin(async move { page(tx, &held).await })
            })
            .await?;
        if !more {
            return Ok(());
        }
    }
}

/// One page; answers whether there is another.
async fn page(tx: &mut Tx, held: &Held) -> Result<bool> {
    // The schedule's lock comes first, as in every transaction that takes both, and before the
    // answers are read: an answer is either committed by now and listed here, or its journal reader
    // finds the schedule under way.
    let id = DeliveryScheduleId(held.subject_id);
    let schedule = store::lock_schedule(tx, id).await?.filter(|schedule| {
        matches!(
            schedule.state,
            ScheduleState::Pending | ScheduleState::Expanding
        )
    });
    if !due_work::hold(tx, held).await? {
        return Ok(false);
    }
    let event = match &schedule {
        Some(schedule) => event::store::event(tx.db(), schedule.event_id).await?,
        None => None,
    };
    let (Some(schedule), Some(event)) = (schedule, event) else {
        due_work::complete(tx, held).await?;
        return Ok(false);
    };
    if event.schedule_rev != schedule.schedule_rev {
        // A notice about a time that has changed again: the newer notice says it.
        store::advance(tx, id, ScheduleState::Cancelled, None).await?;
        due_work::complete(tx, held).await?;
        return Ok(false);
    }
    let recipients = store::recipients(tx.db(), &schedule, PAGE).await?;
    let plan = Plan {
        event: &event,
        kind: schedule.kind,
        schedule: Some(&schedule),
        due_at: schedule.due_at,
    };
    store::plan(tx, plan, &recipients).await?;
    let cursor = recipients
        .last()
        .map(|last| last.rsvp_id)
        .or(schedule.cursor);
    let full = recipients.len() as u64 == PAGE;
    let state = if full {
        ScheduleState::Expanding
    } else {
        ScheduleState::Expanded
    };
    store::advance(tx, id, state, cursor).await?;
    if !full {
        due_work::complete(tx, held).await?;
    }
    Ok(full)
}
