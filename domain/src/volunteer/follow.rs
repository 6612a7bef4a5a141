//! What teams do when a person is erased: they are led by the others; or merged into another: the
//! other leads them.

use super::store;
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            for row in store::give_leads(tx, from, into).await? {
                let revoked = What::TeamLeadRevoked {
                    team_id: row.team_id,
                    person_id: from,
                };
                tx.record(row.root_area_id, revoked);
            }
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if erased.is_empty() {
        return Ok(());
    }
    for row in store::end_all(tx, &erased).await? {
        let revoked = What::TeamLeadRevoked {
            team_id: row.team_id,
            person_id: row.person_id,
        };
        tx.record(row.root_area_id, revoked);
    }
    Ok(())
}
