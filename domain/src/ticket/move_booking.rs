//! Books another slot instead.

use mulin_entities::*;
use serde::Serialize;

use super::book_slot::must_be_ahead;
use super::{TicketError, moved, open, place_store, promote, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::stall as stalls;
use crate::tx::Tx;

/// Which booking goes where.
#[derive(Clone, Debug, Serialize)]
pub struct MoveBooking {
    /// The booking; whose it is tells for whom the actor acts.
    pub ticket_id: IdInput<TicketId>,
    /// The other slot, of the same service.
    pub slot_id: IdInput<SlotId>,
    /// The way it came.
    pub via: Via,
}

/// Books another slot of the same service instead: the place in the new one is taken before that in the
/// old one is given back, to the first who waits. To the slot that it has, nothing changes.
pub async fn move_booking(core: &Core, actor: &Actor, input: MoveBooking) -> Result<ticket::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(go(tx, input)))
        .await
}

async fn go(tx: &mut Tx, input: MoveBooking) -> Result<ticket::Model> {
    let mut faults = Faults::default();
    let slot_id = faults.id("slotId", "Slot", input.slot_id);
    let ticket_id = open::ticket_id(faults, input.ticket_id)?;
    let missing = || Error::not_found("slotId");
    let slot = stalls::store::slot(tx.db(), slot_id.ok_or_else(missing)?).await?;
    let slot = slot.ok_or_else(missing)?;
    let seen = store::ticket(tx.db(), ticket_id).await?;
    let seen = seen.ok_or_else(|| Error::not_found("ticketId"))?;
    // Both slots before the queue, in the order of their keys.
    place_store::lock_slots(tx, [Some(slot.id), seen.slot_id]).await?;
    let held = open::ticket(tx, ticket_id, Some(input.via)).await?;
    open::must_be_open(tx, &held.counter)?;
    held.led(TicketVerb::Move)?;
    if slot.service_id != held.counter.service.id {
        return Err(Refusal::from(TicketError::OtherService).into());
    }
    let before = held.row;
    if before.slot_id == Some(slot.id) {
        return Ok(before);
    }
    must_be_ahead(tx, &slot)?;
    if before.slot_id != seen.slot_id {
        // Another device moved it meanwhile.
        return Err(Refusal::VersionConflict {
            current: before.version,
        }
        .into());
    }
    if !place_store::take_place(tx, slot.id).await? {
        let next_free_at = place_store::next_free(tx, slot.service_id, tx.now()).await?;
        return Err(Refusal::from(TicketError::SlotFull { next_free_at }).into());
    }
    let mut row = before.clone();
    let mut queue = held.queue;
    let day = open::day(&held.counter.event.time_zone, slot.starts_at)?;
    if day != row.day {
        // Numbers are those of a day.
        queue = store::draw_number(tx, row.event_id, row.service_id, day).await?;
        row.number = Some(queue.last_number);
        row.day = day;
    }
    row.slot_id = Some(slot.id);
    row.rank = slot.starts_at.timestamp_micros();
    let row = moved::save(tx, &before, row, TicketVerb::Move, &queue).await?;
    if let Some(left) = before.slot_id {
        promote::pass_on(tx, &held.counter, left).await?;
    }
    Ok(row)
}
