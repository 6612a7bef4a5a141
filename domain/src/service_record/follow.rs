//! What becomes of what people did: a merged record's is its keeper's, and an erased person's counts without
//! them.

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
    if erased.is_empty() {
        return Ok(());
    }
    store::forget(tx, &erased).await
}
