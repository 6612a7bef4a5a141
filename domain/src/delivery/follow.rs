//! Whom a change must be told: notices when an event moved or was cancelled, and a word to those
//! who got their seats.

use mulin_entities::{DueWorkKind, EventId, MessageKind, event};

use super::store::{self, Plan};
use crate::change::{Change, What};
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::tx::Tx;

/// Recipients a statement: a larger event lets thousands in at once, and statements take only so
/// many parameters.
const ROWS: usize = 500;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let mut promoted: Vec<(EventId, mulin_entities::RsvpId)> = Vec::new();
    for change in changes {
        match &change.what {
            What::EventRescheduled { event_id, from, .. } => {
                let event = find(tx, *event_id).await?;
                notify_all(tx, &event, MessageKind::EventRescheduled, Some(*from)).await?;
            }
            What::EventCancelled { event_id } => {
                let event = find(tx, *event_id).await?;
                notify_all(tx, &event, MessageKind::EventCancelled, None).await?;
            }
            What::RsvpPromoted(change) => promoted.push((change.event_id, change.rsvp_id)),
            _ => {}
        }
    }
    while let Some(&(event_id, _)) = promoted.first() {
        let event = find(tx, event_id).await?;
        let rsvps: Vec<_> = promoted
            .extract_if(.., |(event, _)| *event == event_id)
            .map(|(_, rsvp)| rsvp)
            .collect();
        let kind = MessageKind::RsvpPromoted;
        let plan = Plan {
            event: &event,
            kind,
            schedule: None,
            due_at: tx.now(),
        };
        for rsvps in rsvps.chunks(ROWS) {
            let recipients = store::recipients_of(tx.db(), rsvps.iter().copied()).await?;
            store::plan(tx, plan, &recipients).await?;
        }
    }
    Ok(())
}

/// A draft has nobody to tell.
async fn notify_all(
    tx: &Tx,
    event: &event::Model,
    kind: MessageKind,
    previous: Option<crate::clock::Instant>,
) -> Result<()> {
    if event.published_at.is_none() {
        return Ok(());
    }
    let id = store::plan_notice(tx, event, kind, previous).await?;
    due_work::plan(tx, DueWorkKind::ExpandSchedule, id.0, tx.now()).await
}

async fn find(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::event(tx.db(), id)
        .await?
        .ok_or_else(|| Error::internal("a changed event is missing"))
}
