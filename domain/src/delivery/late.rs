//! Reminders for answers that come after their reminder's recipients were listed, or behind the
//! cursor while they are: a reader of the journal.

use std::collections::BTreeSet;

use mulin_entities::{EventId, RsvpId, ScheduleState, journal};

use super::rules;
use super::store::{self, Plan};
use crate::core::Core;
use crate::error::Result;
use crate::event;
use crate::journal as log;
use crate::tx::Tx;

/// Reads the next page of answers. Answers whether there was one.
pub async fn read_answers(core: &Core) -> Result<bool> {
    log::read(core, "late_reminders", |tx, page| {
        Box::pin(remind_late(tx, page))
    })
    .await
}

async fn remind_late(tx: &mut Tx, page: &[journal::Model]) -> Result<()> {
    let rsvps: BTreeSet<RsvpId> = page
        .iter()
        .filter(|entry| entry.subject_kind == "rsvp")
        .map(|entry| RsvpId(entry.subject_id))
        .collect();
    let recipients = store::recipients_of(tx.db(), rsvps).await?;
    let events: BTreeSet<EventId> = recipients
        .iter()
        .map(|recipient| recipient.event_id)
        .collect();
    let schedules = store::lock_coming_reminders(tx, events).await?;
    for schedule in schedules {
        // Whoever answered before the listing begins is listed by it.
        if !matches!(
            schedule.state,
            ScheduleState::Expanding | ScheduleState::Expanded
        ) {
            continue;
        }
        let Some(event) = event::store::event(tx.db(), schedule.event_id).await? else {
            continue;
        };
        let wanted: Vec<_> = recipients
            .iter()
            .filter(|recipient| recipient.event_id == event.id)
            .filter(|recipient| rules::audience(schedule.kind).contains(&recipient.state))
            .cloned()
            .collect();
        let plan = Plan {
            event: &event,
            kind: schedule.kind,
            schedule: Some(&schedule),
            due_at: schedule.due_at,
        };
        store::plan(tx, plan, &wanted).await?;
    }
    Ok(())
}
