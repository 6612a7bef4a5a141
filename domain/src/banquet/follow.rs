//! What becomes of a banquet when an event is made that is like another: it wants the same, and nobody
//! has voted.

use std::collections::HashMap;

use mulin_entities::{DishVoteState, EventId, banquet};

use super::store;
use crate::change::{BanquetChange, Change, What};
use crate::error::Result;
use crate::event::like;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let pairs = like::pairs(changes);
    if pairs.is_empty() {
        return Ok(());
    }
    let rows = store::banquets(tx.db(), pairs.iter().map(|(_, like)| *like)).await?;
    let of: HashMap<EventId, banquet::Model> =
        rows.into_iter().map(|row| (row.event_id, row)).collect();
    let copies: Vec<banquet::Model> = pairs
        .iter()
        .filter_map(|(event_id, like)| {
            let row = of.get(like)?.clone();
            Some(banquet::Model {
                event_id: *event_id,
                next_dish_no: 1,
                vote_state: DishVoteState::NotOpen,
                vote_opened_at: None,
                vote_closed_at: None,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
                ..row
            })
        })
        .collect();
    store::insert_all(tx, copies.clone()).await?;
    for row in copies {
        let change = BanquetChange::Planned;
        let event_id = row.event_id;
        tx.record(row.root_area_id, What::Banquet { event_id, change });
    }
    Ok(())
}
