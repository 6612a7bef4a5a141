//! What becomes of food safety when something below it changed: guests of a banquet are counted from
//! when it is to take place; what has to be filed appears and goes with those who come; certificates go
//! to the keeper of a merged record, and an erased person's go.

use super::{certificate_store, count_diets, filing};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    count_diets::plan(tx, changes).await?;
    filing::follow(tx, changes).await?;
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            certificate_store::give(tx, from, into).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        certificate_store::forget(tx, &erased).await?;
    }
    Ok(())
}
