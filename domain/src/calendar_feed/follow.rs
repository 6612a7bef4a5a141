//! What becomes of the addresses of a person's own calendar: those of a merged record end with its
//! sessions, as they would open the keeper's calendar from then on, and those of who is erased go.

use super::store;
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            for feed in store::live_of(tx.db(), from).await? {
                store::revoke(tx, feed.id).await?;
                let revoked = What::CalendarFeedRevoked {
                    feed_id: feed.id,
                    person_id: from,
                };
                tx.record(feed.root_area_id, revoked);
            }
            store::give(tx, from, into).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    Ok(())
}
