//! What becomes of invitations when an event moves: its links move with it. And when a person is
//! erased: theirs go; or merged into another: they move.

use super::store;
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            store::give(tx, from, into).await?;
        }
        if let What::EventRescheduled {
            event_id, from, to, ..
        } = change.what
        {
            store::move_links(tx, event_id, to - from).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    Ok(())
}
