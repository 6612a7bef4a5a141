//! Lists the recipients of a fan-out, page by page: rows and cursor move in one transaction, so that
//! a crash repeats nothing and skips nobody.

use mulin_entities::{DeliveryScheduleId, MessageKind, ScheduleState};

use super::plan::{self, Plan};
use super::{listing, own, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::event;
use crate::tx::Tx;

/// Recipients a transaction.
const PAGE: u64 = 500;

/// Lists the next page of the recipients of the fan-out that the work is about.
pub async fn expand(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move { page(tx, &held).await })
    })
    .await
}

async fn page(tx: &mut Tx, held: &Held) -> Result<()> {
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
        return Ok(());
    }
    let event = match &schedule {
        Some(schedule) => event::store::event(tx.db(), schedule.event_id).await?,
        None => None,
    };
    let (Some(schedule), Some(event)) = (schedule, event) else {
        return due_work::complete(tx, held).await;
    };
    let is_announcement = schedule.kind == MessageKind::Announcement;
    let found = listing::of_schedule(tx.db(), &schedule).await?;
    let (Some((whom, channels)), true) = (
        found,
        is_announcement || event.schedule_rev == schedule.schedule_rev,
    ) else {
        // A notice about a time that has changed again: the newer notice says it.
        store::advance(tx, id, ScheduleState::Cancelled, None, false).await?;
        return due_work::complete(tx, held).await;
    };
    let listed = listing::page(tx.db(), &schedule, &whom, PAGE).await?;
    let plan = Plan {
        schedule: Some(&schedule),
        channels: &channels,
        ..Plan::about(&event, schedule.kind, schedule.due_at)
    };
    plan::plan(tx, plan, &listed.recipients).await?;
    // Of those who want reminders of their own, for the time that the event has now.
    if matches!(
        schedule.kind,
        MessageKind::EventReminder | MessageKind::EventRescheduled
    ) {
        own::plan(tx, &event, &listed.recipients).await?;
    }
    let state = if listed.is_last {
        ScheduleState::Expanded
    } else {
        ScheduleState::Expanding
    };
    store::advance(tx, id, state, listed.cursor, listed.past_answers).await?;
    if !listed.is_last {
        return due_work::go_on(tx, held).await;
    }
    due_work::complete(tx, held).await?;
    if let Some(announcement) = schedule.announcement_id {
        store::announcement_is_listed(tx, announcement).await?;
    }
    Ok(())
}
