//! Takes a ticket back.

use mulin_entities::*;
use serde::Serialize;

use super::{moved, open, place_store, policy, promote, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// Which ticket.
#[derive(Clone, Debug, Serialize)]
pub struct CancelTicket {
    /// The ticket; whose it is tells for whom the actor acts.
    pub ticket_id: IdInput<TicketId>,
    /// The way it came.
    pub via: Via,
}

/// Takes back a ticket of one's own or of somebody one may act for, booked or drawn, as long as it was
/// not called; the staff take back any. A place in a slot goes to the first who waits. Doing so twice
/// changes nothing.
pub async fn cancel_ticket(
    core: &Core,
    actor: &Actor,
    input: CancelTicket,
) -> Result<ticket::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(cancel(tx, input)))
        .await
}

async fn cancel(tx: &mut Tx, input: CancelTicket) -> Result<ticket::Model> {
    let ticket_id = open::ticket_id(Faults::default(), input.ticket_id)?;
    let seen = store::ticket(tx.db(), ticket_id).await?;
    let seen = seen.ok_or_else(|| Error::not_found("ticketId"))?;
    place_store::lock_slots(tx, [seen.slot_id, None]).await?;
    let held = open::ticket(tx, ticket_id, Some(input.via)).await?;
    let before = held.row.clone();
    if before.state == TicketState::Cancelled {
        return Ok(before);
    }
    let to = held.led(TicketVerb::Cancel)?;
    let mut row = before.clone();
    moved::put(tx, &mut row, to);
    let own = policy::is_own(tx.actor(), &row) || tx.on_behalf_of().is_some();
    row.ended_reason = Some(if own {
        TicketEnd::Holder
    } else {
        TicketEnd::Staff
    });
    let row = moved::save(tx, &before, row, TicketVerb::Cancel, &held.queue).await?;
    // Who came before their slot and goes again leaves their place as well.
    let held_place = matches!(before.state, TicketState::Booked | TicketState::CheckedIn);
    if let (true, Some(slot)) = (held_place, before.slot_id) {
        promote::pass_on(tx, &held.counter, slot).await?;
    }
    Ok(row)
}
