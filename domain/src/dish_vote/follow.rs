//! What becomes of ballots when a person is merged into another: they are the other's; or erased: they
//! go. Votes that were counted stay as numbers.

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
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    Ok(())
}
