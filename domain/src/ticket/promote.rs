//! A place in a slot that became free goes to the first who waits for one.

use mulin_entities::*;

use super::open::Counter;
use super::{moved, open, place_store, store};
use crate::error::Result;
use crate::stall as stalls;
use crate::tx::Tx;

/// Passes a place of a slot on, or gives it back if nobody waits or the slot has begun. The caller took
/// the place from somebody, and holds the slot.
pub(super) async fn pass_on(tx: &mut Tx, counter: &Counter, slot: SlotId) -> Result<()> {
    place_store::give_place(tx, slot).await?;
    fill(tx, counter, slot).await
}

/// Gives the places that a slot has left to those who wait, in their order. The caller holds the slot.
pub(super) async fn fill(tx: &mut Tx, counter: &Counter, slot: SlotId) -> Result<()> {
    let Some(slot) = stalls::store::slot(tx.db(), slot).await? else {
        return Ok(());
    };
    if slot.starts_at <= tx.now() || open::must_be_open(tx, counter).is_err() {
        return Ok(());
    }
    for _ in slot.booked..slot.bookable {
        let Some(before) = place_store::first_waitlisted(tx, slot.service_id, slot.id).await?
        else {
            break;
        };
        if !place_store::take_place(tx, slot.id).await? {
            break;
        }
        let mut row = before.clone();
        row.day = open::day(&counter.event.time_zone, slot.starts_at)?;
        let queue = store::draw_number(tx, row.event_id, row.service_id, row.day).await?;
        row.number = Some(queue.last_number);
        row.slot_id = Some(slot.id);
        row.rank = slot.starts_at.timestamp_micros();
        row.state = TicketState::Booked;
        moved::save(tx, &before, row, TicketVerb::Promote, &queue).await?;
    }
    Ok(())
}
