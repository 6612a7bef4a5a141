//! Books a slot.

use mulin_entities::*;
use serde::Serialize;

use super::open::{self, Counter};
use super::{TicketError, moved, place_store, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::Acting;
use crate::stall as stalls;
use crate::tx::Tx;

/// A booking.
#[derive(Clone, Debug, Serialize)]
pub struct BookSlot {
    /// For whom, and the way they told so.
    pub acting: Acting,
    /// Which slot.
    pub slot_id: IdInput<SlotId>,
    /// How many things they bring, 1 to 20; one if left out.
    pub items: Option<i32>,
    /// Whether to wait for a place of the service if the slot is full.
    pub waitlist: bool,
}

/// Books a place in a slot, for oneself or somebody one may act for; nobody has to answer the event
/// for that. Of a full slot the answer is a ticket that waits for a place, or a refusal that tells of
/// the next slot with places.
pub async fn book_slot(
    core: &Core,
    actor: &Actor,
    input: BookSlot,
    key: Option<String>,
) -> Result<ticket::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(book(tx, input, key)))
        .await
}

async fn book(tx: &mut Tx, input: BookSlot, key: Option<String>) -> Result<ticket::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "bookSlot", &input).await? {
        let row = store::ticket(tx.db(), TicketId(id)).await?;
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let items = open::items(&mut faults, input.items);
    let slot_id = faults.id("slotId", "Slot", input.slot_id);
    faults.finish()?;
    let missing = || Error::not_found("slotId");
    let slot_id = slot_id.ok_or_else(missing)?;
    let slot = stalls::store::slot(tx.db(), slot_id).await?;
    let slot = slot.ok_or_else(missing)?;
    let counter = open::counter(tx, "slotId", slot.service_id).await?;
    open::must_be_open(tx, &counter)?;
    must_be_ahead(tx, &slot)?;
    let holder = open::holder(tx, &input.acting, &counter).await?;

    let mut row = open::blank(
        tx,
        &counter,
        open::day(&counter.event.time_zone, slot.starts_at)?,
    );
    row.source = TicketSource::Booked;
    row.lane = TicketLane::Booked;
    row.items = items;
    row.slot_id = Some(slot.id);
    open::hold_for(&mut row, &holder);
    if place_store::take_place(tx, slot.id).await? {
        give(tx, &counter, &mut row, &slot).await
    } else if input.waitlist {
        row.state = TicketState::Waitlisted;
        let queue = moved::idle(&row);
        moved::begin(tx, row, TicketVerb::Book, &queue).await
    } else {
        let next_free_at = place_store::next_free(tx, slot.service_id, tx.now()).await?;
        Err(Refusal::from(TicketError::SlotFull { next_free_at }).into())
    }
}

async fn give(
    tx: &mut Tx,
    counter: &Counter,
    row: &mut ticket::Model,
    slot: &slot::Model,
) -> Result<ticket::Model> {
    let queue = store::draw_number(tx, counter.event.id, counter.service.id, row.day).await?;
    row.number = Some(queue.last_number);
    row.rank = slot.starts_at.timestamp_micros();
    row.state = TicketState::Booked;
    moved::begin(tx, row.clone(), TicketVerb::Book, &queue).await
}

/// Slots are booked until they start.
pub(super) fn must_be_ahead(tx: &Tx, slot: &slot::Model) -> Result<()> {
    if slot.starts_at > tx.now() {
        return Ok(());
    }
    let at = slot.starts_at;
    Err(Refusal::from(TicketError::SlotOver { at }).into())
}
