//! What an event takes over from the one that it is like: the programme, and who else runs it.

use std::collections::HashMap;

use mulin_entities::*;

use super::{roles, store};
use crate::bulk;
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// The new events among the changes that are like another, each with that one; also for higher nouns.
pub(crate) fn pairs(changes: &[Change]) -> Vec<(EventId, EventId)> {
    let pair = |change: &Change| match change.what {
        What::EventCreated {
            event_id,
            like: Some(like),
            ..
        } => Some((event_id, like)),
        _ => None,
    };
    changes.iter().filter_map(pair).collect()
}

/// The rows of the events that others are like, by their event; also for higher nouns.
pub(crate) fn grouped<T>(
    rows: Vec<T>,
    event_of: impl Fn(&T) -> EventId,
) -> HashMap<EventId, Vec<T>> {
    let mut groups: HashMap<EventId, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(event_of(&row)).or_default().push(row);
    }
    groups
}

/// Copies programmes and gives co-organisers the same part.
pub(super) async fn take_over(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let pairs = pairs(changes);
    if pairs.is_empty() {
        return Ok(());
    }
    let likes = || pairs.iter().map(|(_, like)| *like);
    let items = store::programmes(tx.db(), likes()).await?;
    let items = grouped(items, |item| item.event_id);
    let mut copies = Vec::new();
    for (event_id, like) in &pairs {
        for item in items.get(like).into_iter().flatten() {
            copies.push(programme_item::Model {
                id: tx.new_id(),
                event_id: *event_id,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
                ..item.clone()
            });
        }
    }
    bulk::insert(tx.db(), copies).await?;

    let mut held = roles::of_events(tx.db(), likes()).await?;
    held.retain(|row| row.role == EventRole::CoOrganiser);
    let held = grouped(held, |row| row.event_id);
    let mut copies = Vec::new();
    for (event_id, like) in &pairs {
        for row in held.get(like).into_iter().flatten() {
            copies.push(event_role::Model {
                id: tx.new_id(),
                event_id: *event_id,
                created_at: tx.now(),
                ..row.clone()
            });
        }
    }
    bulk::insert(tx.db(), copies.iter().cloned()).await?;
    for row in copies {
        let granted = What::EventRoleGranted {
            event_role_id: row.id,
            event_id: row.event_id,
            person_id: row.person_id,
            role: row.role,
        };
        tx.record(row.root_area_id, granted);
    }
    Ok(())
}
