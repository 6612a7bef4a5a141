//! What RSVPs do when an event changed: more seats, or more time to answer, move waiting parties up,
//! and personal links go on until the new end.
//! And when a person is erased: their answers go; or merged into another: they move.

use mulin_entities::EventId;

use super::promote::promote;
use super::{link_store, offers};
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::{self, seats};
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            super::merge::merge(tx, from, into).await?;
        }
        if let What::EventRescheduled { event_id, .. } = change.what {
            link_store::move_with_event(tx, event_id).await?;
        }
        if let What::CapacityChanged { event_id, .. }
        | What::EventUpdated { event_id }
        | What::EventRescheduled { event_id, .. }
        | What::EventCancelled { event_id } = change.what
        {
            move_up(tx, event_id, &change.what).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        super::erase::erase(tx, &erased).await?;
    }
    Ok(())
}

/// What is new about the event may make room, or leave less time for offers.
async fn move_up(tx: &mut Tx, event_id: EventId, what: &What) -> Result<()> {
    let mut held = seats::lock(tx.db(), event_id).await?;
    let event = event::store::event(tx.db(), event_id).await?;
    let event = event.ok_or_else(|| Error::not_found("eventId"))?;
    let before = held.clone();
    match what {
        What::EventCancelled { .. } => return offers::drop_of_event(tx, &event).await,
        // Nobody has answered for the new time yet, so that nobody moves up.
        What::EventRescheduled { .. } => offers::move_with_event(tx, &event, &mut held).await?,
        // An earlier end of the answers is the end of offers, too.
        What::EventUpdated { .. } => offers::follow_terms(tx, &event, &mut held).await?,
        _ => promote(tx, &event, &mut held).await?,
    }
    if held != before {
        seats::save(tx, &held).await?;
    }
    Ok(())
}
