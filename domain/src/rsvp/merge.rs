//! What becomes of the answers of a person whose record was merged into another.

use mulin_entities::{PersonId, RsvpState};

use super::settle::settle;
use super::{link_store, member_store, rules, store};
use crate::error::{Error, Result};
use crate::event::{self, seats};
use crate::tx::Tx;

/// Gives the keeper the other's answers and personal links. An event that both have answered keeps
/// the keeper's answer: the other stays with the merged record, and is taken back if it may still
/// have led to seats, which then go to who waits.
pub(super) async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let answered = store::all_of(tx, from).await?;
    let events = answered.iter().map(|row| row.event_id);
    let all_held = seats::lock_all(tx.db(), events).await?;
    // Read anew: they may have changed while the seats were waited for.
    let answered = store::all_of(tx, from).await?;
    let events = answered.iter().map(|row| row.event_id);
    let kept = store::of_viewer(tx.db(), into, events).await?;
    let (doubles, single): (Vec<_>, Vec<_>) = answered
        .into_iter()
        .partition(|row| kept.iter().any(|kept| kept.event_id == row.event_id));
    store::give(tx, single.iter().map(|row| row.id), into).await?;
    link_store::give(tx, from, into).await?;
    for mut held in all_held {
        let old = doubles
            .iter()
            .find(|row| row.event_id == held.event_id && !rules::has_left(row.state));
        let Some(old) = old else {
            continue;
        };
        let event = event::store::event(tx.db(), held.event_id)
            .await?
            .ok_or_else(|| Error::internal("an event with seats is missing"))?;
        let mut row = old.clone();
        row.state = RsvpState::Withdrawn;
        row.queue_no = None;
        row.offer_expires_at = None;
        row.answered_at = tx.now();
        settle(tx, &event, &mut held, Some(old), row).await?;
    }
    member_store::rename(tx, from, into).await
}
