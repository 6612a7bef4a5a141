//! What becomes of dishes: they are given up when nobody of the household comes any more; a merged
//! record's go to its keeper, and of an erased person nothing is told. And an event that is like another
//! asks for the same.

use std::collections::HashSet;

use mulin_entities::{DishId, RsvpId, RsvpState, wanted_dish};

use super::{store, wanted_store};
use crate::banquet::store as banquets;
use crate::change::{BanquetChange, Change, RsvpChange, What};
use crate::error::Result;
use crate::event::like;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let left: Vec<RsvpId> = changes.iter().filter_map(left_the_table).collect();
    if !left.is_empty() {
        release(tx, &left).await?;
    }
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            store::give(tx, from, into).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::forget(tx, &erased).await?;
    }
    let pairs = like::pairs(changes);
    if !pairs.is_empty() {
        ask_for_the_same(tx, &pairs).await?;
    }
    Ok(())
}

/// The answer that came and does not any more, if it is that.
fn left_the_table(change: &Change) -> Option<RsvpId> {
    let (What::RsvpAnswered(rsvp)
    | What::RsvpPromoted(rsvp)
    | What::RsvpOffered(rsvp)
    | What::RsvpOfferExpired(rsvp)
    | What::RsvpApproved(rsvp)
    | What::RsvpRefused(rsvp)) = &change.what
    else {
        return None;
    };
    let RsvpChange { from, to, .. } = rsvp;
    (*from == Some(RsvpState::Going) && *to != RsvpState::Going).then_some(rsvp.rsvp_id)
}

async fn release(tx: &mut Tx, rsvps: &[RsvpId]) -> Result<()> {
    let rows = store::left_behind(tx.db(), rsvps).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let events: HashSet<_> = rows.iter().map(|row| row.event_id).collect();
    let mut events: Vec<_> = events.into_iter().collect();
    events.sort_unstable();
    for event in events {
        banquets::lock(tx, event).await?;
    }
    let ids: Vec<DishId> = rows.iter().map(|row| row.id).collect();
    store::release(tx, &ids).await?;
    wanted_store::give_back(tx, &ids).await?;
    for row in rows {
        let change = BanquetChange::DishReleased {
            dish_id: row.id,
            household_id: row.household_id,
        };
        let event_id = row.event_id;
        tx.record(row.root_area_id, What::Banquet { event_id, change });
    }
    Ok(())
}

async fn ask_for_the_same(
    tx: &mut Tx,
    pairs: &[(mulin_entities::EventId, mulin_entities::EventId)],
) -> Result<()> {
    let rows = wanted_store::wanted_of(tx.db(), pairs.iter().map(|(_, like)| *like)).await?;
    let rows = like::grouped(rows, |row| row.event_id);
    let mut copies = Vec::new();
    for (event_id, like) in pairs {
        for row in rows.get(like).into_iter().flatten() {
            copies.push(wanted_dish::Model {
                id: tx.new_id(),
                event_id: *event_id,
                claimed: 0,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
                ..row.clone()
            });
        }
    }
    wanted_store::insert(tx, copies).await
}
