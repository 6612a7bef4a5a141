//! Somebody who booked is there.

use mulin_entities::*;
use serde::Serialize;

use super::{TicketError, moved, open};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};

/// Who is there.
#[derive(Clone, Debug, Serialize)]
pub struct CheckInBooking {
    /// The booking; whose it is tells for whom the actor acts.
    pub ticket_id: IdInput<TicketId>,
    /// The way it came.
    pub via: Via,
}

/// Checks in who booked, by themselves, by somebody who may act for them, or by the staff, on the day
/// of the slot. They wait in the order of the later of the slot and their coming. Doing so twice
/// changes nothing.
pub async fn check_in_booking(
    core: &Core,
    actor: &Actor,
    input: CheckInBooking,
) -> Result<ticket::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let ticket_id = open::ticket_id(Faults::default(), input.ticket_id)?;
            let held = open::ticket(tx, ticket_id, Some(input.via)).await?;
            open::must_be_open(tx, &held.counter)?;
            let before = held.row.clone();
            if before.state == TicketState::CheckedIn {
                return Ok(before);
            }
            let to = held.led(TicketVerb::CheckIn)?;
            if open::must_be_the_day(tx, &held.counter.event)? != before.day {
                return Err(Refusal::from(TicketError::NotTheDay).into());
            }
            let mut row = before.clone();
            moved::put(tx, &mut row, to);
            // Until now the rank was the start of the slot.
            row.rank = row.rank.max(tx.now().timestamp_micros());
            moved::save(tx, &before, row, TicketVerb::CheckIn, &held.queue).await
        })
    })
    .await
}
