//! The steps of the staff that only move a ticket on: recall, start, finish, ready, collected, back to
//! the queue, on hold, skipped.

use mulin_entities::*;
use serde::Serialize;

use super::open::{self, Held};
use super::{TicketError, moved, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// A step of a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketStep {
    /// Which ticket.
    pub ticket_id: IdInput<TicketId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// The end of serving.
#[derive(Clone, Debug, Serialize)]
pub struct FinishTicket {
    /// Which ticket.
    pub ticket_id: IdInput<TicketId>,
    /// How many of the things that were brought are done, from 0 to all; unknown if left out.
    pub items_done: Option<i32>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// Calls who was called and has not come, once more.
pub async fn recall(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Recall).await
}

/// Begins to serve who was called.
pub async fn start_serving(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Start).await
}

/// Ends serving; where things are left at the stall, they are there from then on. The station is free
/// for the next.
pub async fn finish(core: &Core, actor: &Actor, input: FinishTicket) -> Result<ticket::Model> {
    done(core, actor, input, TicketVerb::Finish).await
}

/// What was left at the stall can be collected, which its holder is told.
pub async fn make_ready(core: &Core, actor: &Actor, input: FinishTicket) -> Result<ticket::Model> {
    done(core, actor, input, TicketVerb::MakeReady).await
}

/// What was left at the stall was collected.
pub async fn collect_items(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Collect).await
}

/// Puts who was called or served back where they were in the queue, and who was held; who was a no-show
/// comes last.
pub async fn return_to_queue(
    core: &Core,
    actor: &Actor,
    input: TicketStep,
) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Return).await
}

/// Lets a ticket wait aside for something; it keeps its place for when it goes on.
pub async fn hold(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Hold).await
}

/// Nobody came to a call. The first time the ticket comes again some places later, the second time it
/// is a no-show; either only after having been called as often as the stall says.
pub async fn skip(core: &Core, actor: &Actor, input: TicketStep) -> Result<ticket::Model> {
    step(core, actor, input, TicketVerb::Skip).await
}

async fn done(
    core: &Core,
    actor: &Actor,
    input: FinishTicket,
    verb: TicketVerb,
) -> Result<ticket::Model> {
    let items_done = input.items_done;
    let input = TicketStep {
        ticket_id: input.ticket_id,
        expected_version: input.expected_version,
    };
    go(core, actor, input, verb, items_done).await
}

async fn step(
    core: &Core,
    actor: &Actor,
    input: TicketStep,
    verb: TicketVerb,
) -> Result<ticket::Model> {
    go(core, actor, input, verb, None).await
}

async fn go(
    core: &Core,
    actor: &Actor,
    input: TicketStep,
    verb: TicketVerb,
    items_done: Option<i32>,
) -> Result<ticket::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let ticket_id = open::ticket_id(Faults::default(), input.ticket_id)?;
            let held = open::ticket(tx, ticket_id, None).await?;
            held.must_be_version(input.expected_version)?;
            let to = held.led(verb)?;
            open::must_be_served(tx, &held.counter.event, &held.row, to)?;
            let mut row = held.row.clone();
            count_items(&mut row, items_done)?;
            prepare(tx, &held, &mut row, verb).await?;
            moved::put(tx, &mut row, to);
            moved::save(tx, &held.row, row, verb, &held.queue).await
        })
    })
    .await
}

fn count_items(row: &mut ticket::Model, items_done: Option<i32>) -> Result<()> {
    let Some(done) = items_done else {
        return Ok(());
    };
    let mut faults = Faults::default();
    row.items_done = Some(faults.number("itemsDone", done, 0..=row.items));
    faults.finish()
}

/// What a step changes beside the state.
async fn prepare(
    tx: &mut Tx,
    held: &Held,
    row: &mut ticket::Model,
    verb: TicketVerb,
) -> Result<()> {
    match verb {
        TicketVerb::Recall => row.times_called += 1,
        TicketVerb::Return => {
            if row.state == TicketState::NoShow {
                row.rank = tx.now().timestamp_micros();
                row.misses = 0;
            }
            row.times_called = 0;
            row.serving_at = None;
            row.ended_reason = None;
        }
        TicketVerb::Skip => {
            let (called, needed) = (row.times_called, held.counter.stall.calls_before_skip);
            if called < needed {
                return Err(Refusal::from(TicketError::CallAgainFirst { called, needed }).into());
            }
            if row.misses == 0 {
                let places = held.counter.stall.back_after;
                let behind = store::rank_behind(tx, row, places).await?;
                row.rank = behind.map_or(row.rank, |rank| row.rank.max(rank + 1));
            }
            row.misses += 1;
            row.times_called = 0;
        }
        _ => {}
    }
    Ok(())
}
