//! What events do when a venue changed: those to come are found by its new name and address.

use super::{index, seats};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::VenueUpdated { venue_id } = change.what {
            for event_id in index::coming_at(tx, venue_id).await? {
                seats::lock(tx.db(), event_id).await?;
                index::write(tx, event_id).await?;
            }
        }
    }
    Ok(())
}
