//! What events do when a venue changed: those to come are found by its new name and address. When a
//! person is erased: their parts in events end; or merged into another: they move. And when an event
//! is made that is like another: it takes over the programme and the co-organisers.

use mulin_entities::PersonId;

use super::{index, like, merge, roles, seats};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        end_roles(tx, &erased).await?;
    }
    like::take_over(tx, changes).await?;
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            merge::move_roles(tx, from, into).await?;
        }
        if let What::VenueUpdated { venue_id } = change.what {
            for event_id in index::coming_at(tx, venue_id).await? {
                seats::lock(tx.db(), event_id).await?;
                index::write(tx, event_id).await?;
            }
        }
    }
    Ok(())
}

async fn end_roles(tx: &mut Tx, people: &[PersonId]) -> Result<()> {
    // All seats that the higher nouns will want, too, so that the locks are taken in one order.
    for event_id in roles::events_of(tx, people).await? {
        seats::lock(tx.db(), event_id).await?;
    }
    for row in roles::end_all(tx, people).await? {
        let revoked = What::EventRoleRevoked {
            event_role_id: row.id,
            event_id: row.event_id,
            person_id: row.person_id,
            role: row.role,
        };
        tx.record(row.root_area_id, revoked);
    }
    Ok(())
}
