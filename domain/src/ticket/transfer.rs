//! Sends a ticket on to another service.

use mulin_entities::*;
use serde::Serialize;

use super::{TicketError, moved, open, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// Which ticket goes where.
#[derive(Clone, Debug, Serialize)]
pub struct TransferTicket {
    /// Which ticket.
    pub ticket_id: IdInput<TicketId>,
    /// The other service, at this or at another stall of the event.
    pub service_id: IdInput<StallServiceId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// Sends a ticket on to another service of the event, with a number of its own. It takes its place by
/// how long it has waited already. Answers the new ticket.
pub async fn transfer(core: &Core, actor: &Actor, input: TransferTicket) -> Result<ticket::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(go(tx, input)))
        .await
}

async fn go(tx: &mut Tx, input: TransferTicket) -> Result<ticket::Model> {
    let mut faults = Faults::default();
    let service_id = faults.id("serviceId", "StallService", input.service_id);
    let ticket_id = open::ticket_id(faults, input.ticket_id)?;
    let missing = || Error::not_found("serviceId");
    let service_id = service_id.ok_or_else(missing)?;
    let (_, seen) = open::look(tx, ticket_id, None).await?;
    let counter = open::counter(tx, "serviceId", service_id).await?;
    if counter.event.id != seen.event_id || service_id == seen.service_id {
        return Err(missing());
    }
    // Both queues, in the order of their keys, before that of the ticket is looked at.
    store::lock_queues(tx, &[service_id, seen.service_id], seen.day).await?;
    let held = open::ticket(tx, ticket_id, None).await?;
    held.must_be_version(input.expected_version)?;
    open::must_be_open(tx, &counter)?;
    let to = held.led(TicketVerb::Transfer)?;
    if let Some(person) = held.row.person_id
        && store::has_active(tx, service_id, person).await?
    {
        return Err(Refusal::from(TicketError::ActiveElsewhere).into());
    }
    let before = held.row;
    let mut left = before.clone();
    moved::put(tx, &mut left, to);
    let left = moved::save(tx, &before, left, TicketVerb::Transfer, &held.queue).await?;

    let queue = store::draw_number(tx, counter.event.id, service_id, left.day).await?;
    let row = ticket::Model {
        number: Some(queue.last_number),
        person_id: left.person_id,
        household_id: left.household_id,
        area_id: left.area_id,
        label: left.label.clone(),
        source: left.source,
        via: left.via,
        lane: left.lane,
        priority: left.priority,
        items: left.items,
        rank: left.rank,
        transferred_from: Some(left.id),
        ..open::blank(tx, &counter, left.day)
    };
    moved::begin(tx, row, TicketVerb::Take, &queue).await
}
