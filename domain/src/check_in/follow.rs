//! What check-ins do when a person is merged into another: the other was there; or erased: they stay
//! as counts, without what the person called their device.

use super::{merge, store};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            merge::merge(tx, from, into).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget_devices(tx, &erased).await?;
    }
    Ok(())
}
