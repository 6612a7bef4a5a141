//! What RSVPs do when an event changed: more seats, or more time to answer, move waiting parties up.

use super::promote::promote;
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::{self, seats};
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
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
    Ok(())
}
