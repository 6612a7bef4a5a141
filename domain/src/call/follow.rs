//! What becomes of calls when a person moves, is merged into another, or is erased.

use super::store;
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::PersonMerged { from, into } => store::give(tx, from, into).await?,
            What::PersonMoved {
                person_id, to_unit, ..
            } => store::move_to(tx, person_id, to_unit).await?,
            _ => {}
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::delete(tx, &erased).await?;
    }
    Ok(())
}
