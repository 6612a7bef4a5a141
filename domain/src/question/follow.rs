//! What becomes of answers when a person is erased: they go.

use super::store;
use crate::change::Change;
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    Ok(())
}
