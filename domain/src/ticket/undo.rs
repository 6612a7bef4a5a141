//! Undoes the last step of a ticket.

use chrono::TimeDelta;
use mulin_entities::*;

use super::step::TicketStep;
use super::{TicketError, machine, moved, number, open, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::Faults;
use crate::stall as stalls;
use crate::tx::Tx;

/// How long a step can be undone.
const WITHIN: TimeDelta = TimeDelta::minutes(30);

/// Undoes the last step of a ticket, which the staff took by mistake: the ticket stands as before. What
/// others were told or got by it (a booking, a number, a transfer) stands, and so does what was undone
/// already.
pub async fn undo(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(go(tx, input)))
        .await
}

async fn go(tx: &mut Tx, input: TicketStep) -> Result<ticket::Model> {
    let ticket_id = open::ticket_id(Faults::default(), input.ticket_id)?;
    let seen = store::ticket(tx.db(), ticket_id).await?;
    let seen = seen.ok_or_else(|| Error::not_found("ticketId"))?;
    // The station to which it goes back, before the queue.
    if let Some(earlier) = store::one_move(tx, ticket_id, seen.moves - 1).await?
        && let Some(station) = earlier.station_id
    {
        stalls::store::lock_station(tx, station).await?;
    }
    let held = open::ticket(tx, ticket_id, None).await?;
    held.must_be_version(input.expected_version)?;
    let before = held.row;
    if before.version != seen.version {
        let current = before.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    let (Some(earlier), Some(last)) = (
        store::one_move(tx, ticket_id, before.moves - 1).await?,
        store::one_move(tx, ticket_id, before.moves).await?,
    ) else {
        return Err(Refusal::from(TicketError::NothingToUndo).into());
    };
    if !machine::can_be_undone(last.verb) {
        return Err(Refusal::from(TicketError::NothingToUndo).into());
    }
    if tx.now() - last.at > WITHIN {
        return Err(Refusal::from(TicketError::UndoTooLate { at: last.at }).into());
    }
    open::must_be_served(tx, &held.counter.event, &before, earlier.to_state)?;
    if let Some(station) = earlier
        .station_id
        .filter(|at| before.station_id != Some(*at))
    {
        let station = stalls::store::station(tx.db(), station).await?;
        let station = station.ok_or_else(|| Error::not_found("ticketId"))?;
        if station.state != StationState::Open {
            return Err(Refusal::from(TicketError::StationNotOpen).into());
        }
        let services = stalls::store::services_of(tx.db(), [station.stall_id]).await?;
        must_be_free(tx, &station, &services).await?;
    }
    if let Some(person) = before.person_id
        && !machine::is_active(before.state)
        && store::has_active(tx, before.service_id, person).await?
    {
        return Err(Refusal::from(TicketError::ActiveElsewhere).into());
    }
    let row = as_before(before.clone(), &earlier, last.verb);
    store::mark_undone(tx, ticket_id, last.move_no).await?;
    moved::save(tx, &before, row, TicketVerb::Undo, &held.queue).await
}

/// The ticket as it stood after the earlier move, without what the last one noted.
fn as_before(
    mut row: ticket::Model,
    earlier: &ticket_move::Model,
    undone: TicketVerb,
) -> ticket::Model {
    match undone {
        TicketVerb::CheckIn => row.checked_in_at = None,
        TicketVerb::Call => row.called_at = None,
        TicketVerb::Start => row.serving_at = None,
        TicketVerb::Finish => {
            row.finished_at = None;
            row.items_done = None;
        }
        TicketVerb::MakeReady => {
            row.ready_at = None;
            row.items_done = None;
        }
        TicketVerb::Collect => row.collected_at = None,
        _ => {}
    }
    row.state = earlier.to_state;
    row.station_id = earlier.station_id;
    row.rank = earlier.rank;
    row.lane = earlier.lane;
    row.times_called = earlier.times_called;
    row.misses = earlier.misses;
    row
}

/// A station has one at a time.
async fn must_be_free(
    tx: &Tx,
    station: &station::Model,
    services: &[stall_service::Model],
) -> Result<()> {
    let Some(there) = store::at_station(tx, station.id).await? else {
        return Ok(());
    };
    let service = services
        .iter()
        .find(|service| service.id == there.service_id);
    let prefix = service.map_or("", |service| service.prefix.as_str());
    let number = number::shown(prefix, there.number.unwrap_or_default());
    Err(Refusal::from(TicketError::StationBusy { number }).into())
}
