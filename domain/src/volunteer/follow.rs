//! What teams and volunteers do when a person is erased: teams are led by the others, and nothing is left
//! of what the person could do; or merged into another: the other takes everything over.

use super::{member_store, members, qualification_store, skill_store, store};
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
            for mut row in member_store::give(tx, from, into).await? {
                row.state = mulin_entities::MemberState::Ended;
                members::record(tx, &row);
            }
            skill_store::give(tx, from, into).await?;
            qualification_store::give(tx, from, into).await?;
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
    for mut row in member_store::end_all(tx, &erased).await? {
        row.state = mulin_entities::MemberState::Ended;
        members::record(tx, &row);
    }
    member_store::forget_approver(tx, &erased).await?;
    skill_store::forget(tx, &erased).await?;
    qualification_store::forget(tx, &erased).await
}
