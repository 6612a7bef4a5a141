//! How a ticket moves: the row, the move that tells of it, and the word to those who follow.

use mulin_entities::*;

use super::machine::{self, Facts};
use super::{TicketError, store};
use crate::change::{ServiceDayChange, What};
use crate::error::{Refusal, Result};
use crate::tx::Tx;

/// Where the verb leads a ticket that stands like this, or the refusal.
pub(super) fn led(verb: TicketVerb, row: &ticket::Model, mode: ServiceMode) -> Result<TicketState> {
    let facts = Facts {
        mode,
        misses: row.misses,
    };
    let to = machine::step(verb, Some(row.state), facts);
    to.ok_or_else(|| Refusal::from(TicketError::WrongState { state: row.state }).into())
}

/// Puts a ticket into a state, with the instants that this state means. It is at a station only where
/// it is called or served.
pub(super) fn put(tx: &Tx, row: &mut ticket::Model, to: TicketState) {
    let now = Some(tx.now());
    match to {
        TicketState::CheckedIn => row.checked_in_at = now,
        TicketState::Called => row.called_at = now,
        TicketState::Serving => row.serving_at = now,
        TicketState::Done | TicketState::Received => row.finished_at = now,
        TicketState::Ready => row.ready_at = now,
        TicketState::Collected => row.collected_at = now,
        _ => {}
    }
    if !matches!(to, TicketState::Called | TicketState::Serving) {
        row.station_id = None;
    }
    row.state = to;
}

/// Writes a ticket that was changed from `before`, and its move.
pub(super) async fn save(
    tx: &mut Tx,
    before: &ticket::Model,
    row: ticket::Model,
    verb: TicketVerb,
    queue: &service_queue::Model,
) -> Result<ticket::Model> {
    let row = next_version(tx, row);
    let row = store::update(tx, row).await?;
    store::insert_move(tx, told(tx, Some(before.state), &row, verb, queue)).await?;
    record(tx, Some(before.state), &row, verb);
    Ok(row)
}

/// Notes a ticket that was changed from `before`, and its move, for who writes many.
pub(super) fn note(
    tx: &mut Tx,
    before: &ticket::Model,
    row: ticket::Model,
    verb: TicketVerb,
    queue: &service_queue::Model,
    moves: &mut Vec<ticket_move::Model>,
) -> ticket::Model {
    let row = next_version(tx, row);
    moves.push(told(tx, Some(before.state), &row, verb, queue));
    record(tx, Some(before.state), &row, verb);
    row
}

/// Writes a new ticket, and its first move.
pub(super) async fn begin(
    tx: &mut Tx,
    mut row: ticket::Model,
    verb: TicketVerb,
    queue: &service_queue::Model,
) -> Result<ticket::Model> {
    row.moves = 1;
    store::insert(tx, &row).await?;
    store::insert_move(tx, told(tx, None, &row, verb, queue)).await?;
    record(tx, None, &row, verb);
    Ok(row)
}

/// Writes many that were changed, each with how it stood before, and a move of each.
pub(super) async fn save_all(
    tx: &mut Tx,
    rows: Vec<(TicketState, ticket::Model)>,
    verb: TicketVerb,
    queues: &[service_queue::Model],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(before, row)| (before, next_version(tx, row)))
        .collect();
    let moves = rows.iter().map(|(before, row)| {
        let of_row = |queue: &&service_queue::Model| {
            queue.service_id == row.service_id && queue.day == row.day
        };
        let queue = queues.iter().find(of_row);
        let queue = queue.cloned().unwrap_or_else(|| idle(row));
        told(tx, Some(*before), row, verb, &queue)
    });
    let moves: Vec<_> = moves.collect();
    let written: Vec<_> = rows.iter().map(|(_, row)| row.clone()).collect();
    store::write_all(tx, &written, moves).await?;
    for (before, row) in &rows {
        record(tx, Some(*before), row, verb);
    }
    Ok(())
}

/// The queue of somebody who waits for a slot, from which nothing was drawn.
pub(super) fn idle(row: &ticket::Model) -> service_queue::Model {
    service_queue::Model {
        service_id: row.service_id,
        day: row.day,
        event_id: row.event_id,
        last_number: 0,
        priority_run: 0,
        booked_run: 0,
    }
}

fn next_version(tx: &Tx, mut row: ticket::Model) -> ticket::Model {
    row.moves += 1;
    row.version += 1;
    row.updated_at = tx.now();
    row
}

fn told(
    tx: &Tx,
    from: Option<TicketState>,
    row: &ticket::Model,
    verb: TicketVerb,
    queue: &service_queue::Model,
) -> ticket_move::Model {
    ticket_move::Model {
        ticket_id: row.id,
        move_no: row.moves,
        event_id: row.event_id,
        service_id: row.service_id,
        verb,
        from_state: from,
        to_state: row.state,
        station_id: row.station_id,
        rank: row.rank,
        lane: row.lane,
        times_called: row.times_called,
        misses: row.misses,
        priority_run: queue.priority_run,
        booked_run: queue.booked_run,
        undone: false,
        by_id: tx.actor().doer(),
        at: tx.now(),
    }
}

fn record(tx: &mut Tx, from: Option<TicketState>, row: &ticket::Model, verb: TicketVerb) {
    let change = ServiceDayChange::TicketMoved {
        ticket_id: row.id,
        stall_id: row.stall_id,
        service_id: row.service_id,
        person_id: row.person_id,
        verb,
        from,
        to: row.state,
        station_id: row.station_id,
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::ServiceDay { event_id, change });
}
