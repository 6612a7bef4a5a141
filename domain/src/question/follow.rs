//! What becomes of answers when a person is erased: they go. And of questions when an event is made
//! that is like another: it asks the same.

use super::store;
use crate::change::Change;
use crate::error::Result;
use crate::event::like;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    let pairs = like::pairs(changes);
    if !pairs.is_empty() {
        store::copy_forms(tx, &pairs).await?;
    }
    Ok(())
}
