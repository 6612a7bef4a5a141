//! What becomes of preferences and of the ledger when two records become one or a person is erased.
//! The ledger stays: it shows that what was sent before was wanted.

use super::{consents, preference_store};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            preference_store::merge(tx, from, into).await?;
            consents::merge(tx, from, into).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        preference_store::delete(tx, &erased).await?;
    }
    Ok(())
}
