//! What RSVPs do when an event changed: more seats, or more time to answer, move waiting parties up,
//! and personal links go on until the new end.
//! And when a person is erased: their answers go; or merged into another: they move.

use super::link_store;
use super::promote::promote;
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
        if let What::CapacityChanged { event_id, .. } | What::EventUpdated { event_id } =
            change.what
        {
            let mut held = seats::lock(tx.db(), event_id).await?;
            let event = event::store::event(tx.db(), event_id).await?;
            let event = event.ok_or_else(|| Error::not_found("eventId"))?;
            let before = held.clone();
            promote(tx, &event, &mut held).await?;
            if held != before {
                seats::save(tx, &held).await?;
            }
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        super::erase::erase(tx, &erased).await?;
    }
    Ok(())
}
