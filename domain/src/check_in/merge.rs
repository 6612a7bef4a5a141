//! What becomes of the presence of a person whose record was merged into another.

use mulin_entities::PersonId;

use super::{list_store, presence_store, store, undo};
use crate::error::Result;
use crate::tx::Tx;

/// Whoever was noted under the one record was there under the other. On a list with both the keeper's
/// place stays: a walk-in that noted nobody but the double is taken back, because the same person came
/// in once; heads of parties stay, because they were counted at the door.
pub(super) async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    for list in presence_store::lists_of(tx, &[from, into]).await? {
        list_store::lock(tx, list).await?;
    }
    let kept = presence_store::lists_of(tx, &[into]).await?;
    let doubles = presence_store::take_off(tx, from, &kept).await?;
    presence_store::give(tx, from, into).await?;
    let walk_ins = presence_store::walk_ins(tx, doubles).await?;
    if walk_ins.is_empty() {
        return Ok(());
    }
    let by = tx.actor().person()?.person_id;
    store::undo(tx, walk_ins.iter().map(|row| row.id).collect(), by).await?;
    for mut row in walk_ins {
        row.undone_by = Some(by);
        undo::record(tx, &row);
    }
    Ok(())
}
