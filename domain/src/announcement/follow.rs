//! What announcements do when their event changed: those that are relative to the start move with it,
//! and what waits of an event that is cancelled is called off, as that is told instead.

use std::collections::HashMap;

use mulin_entities::{AnnouncementState, EventId};

use super::store;
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::EventRescheduled { event_id, .. } => move_along(tx, event_id).await?,
            What::EventCancelled { event_id } => call_off(tx, event_id).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn move_along(tx: &Tx, event_id: EventId) -> Result<()> {
    let schedules = store::lock_schedules(tx, event_id).await?;
    if schedules.is_empty() {
        return Ok(());
    }
    let event = events::event(tx.db(), event_id).await?;
    let event = event.ok_or_else(|| Error::internal("a changed event is missing"))?;
    let ids = schedules.iter().filter_map(|one| one.announcement_id);
    let rows = store::announcements(tx.db(), ids).await?.into_iter();
    let rows: HashMap<_, _> = rows.map(|row| (row.id, row)).collect();
    for schedule in schedules {
        let row = schedule.announcement_id.and_then(|id| rows.get(&id));
        // What was wanted by now was sent for the old time, and is not said twice.
        if let Some(row) = row
            && row.before_seconds.is_some()
            && schedule.due_at > tx.now()
        {
            store::relist(tx, &schedule, row, &event).await?;
        }
    }
    Ok(())
}

async fn call_off(tx: &Tx, event_id: EventId) -> Result<()> {
    let schedules = store::lock_schedules(tx, event_id).await?;
    let ids = schedules.iter().filter_map(|one| one.announcement_id);
    let rows = store::announcements(tx.db(), ids).await?;
    let waits = |id| {
        let row = rows.iter().find(|row| Some(row.id) == id);
        row.is_some_and(|row| row.state == AnnouncementState::Scheduled)
    };
    let mut schedules = schedules;
    schedules.retain(|schedule| waits(schedule.announcement_id) || schedule.due_at > tx.now());
    store::cancel(tx, &schedules).await
}
