//! Ends what is open: at the end of the day, and when the event is called off.

use mulin_entities::*;

use super::machine::{self, Facts};
use super::{moved, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::event as events;
use crate::tx::Tx;

/// The work that closes a day.
pub(super) const KIND: DueWorkKind = DueWorkKind::CloseStalls;

/// What is closed: everything but what lies at a stall to be collected.
const OPEN: [TicketState; 8] = [
    TicketState::Waitlisted,
    TicketState::Booked,
    TicketState::CheckedIn,
    TicketState::Waiting,
    TicketState::Skipped,
    TicketState::Called,
    TicketState::Serving,
    TicketState::OnHold,
];

/// Closes the tickets of a service day that is over; its holders are told. Who booked and did not come
/// is a no-show, and who is being served is done. Doing so twice closes nothing twice.
pub async fn close_stalls(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if !due_work::hold(tx, &held).await? {
                return Ok(());
            }
            let id = EventId(held.subject_id);
            let Some(event) = events::store::event(tx.db(), id).await? else {
                return due_work::complete(tx, &held).await;
            };
            if event.ends_at > tx.now() {
                // It was moved meanwhile.
                return due_work::plan(tx, KIND, held.subject_id, event.ends_at).await;
            }
            end_all(tx, id, TicketEnd::DayEnded).await?;
            due_work::complete(tx, &held).await
        })
    })
    .await
}

/// Ends all open tickets of an event for a reason.
pub(super) async fn end_all(tx: &mut Tx, event: EventId, reason: TicketEnd) -> Result<()> {
    let queues = store::lock_queues_of(tx, event).await?;
    let open = store::standing(tx, event, &OPEN).await?;
    end(tx, open, reason, &queues).await
}

/// Ends these tickets as at the end of the day. The caller holds their queues.
async fn end(
    tx: &mut Tx,
    open: Vec<ticket::Model>,
    reason: TicketEnd,
    queues: &[service_queue::Model],
) -> Result<()> {
    let mut ended = Vec::new();
    for before in open {
        // Closing needs to know neither the service nor how often somebody was missed.
        let facts = Facts {
            mode: ServiceMode::Wait,
            misses: before.misses,
        };
        let to = match reason {
            TicketEnd::DayEnded => machine::step(TicketVerb::Close, Some(before.state), facts),
            // Nobody failed to come to what did not take place.
            _ => machine::is_active(before.state).then_some(TicketState::Cancelled),
        };
        let Some(to) = to else { continue };
        let mut row = before.clone();
        moved::put(tx, &mut row, to);
        if to != TicketState::Done {
            row.ended_reason = Some(reason);
        }
        ended.push((before.state, row));
    }
    moved::save_all(tx, ended, TicketVerb::Close, queues).await
}

/// Ends one ticket before its day was over; what lies at a stall stays there. The caller holds its
/// queue.
pub(super) async fn cancel(
    tx: &mut Tx,
    before: ticket::Model,
    reason: TicketEnd,
    queues: &[service_queue::Model],
) -> Result<()> {
    if OPEN.contains(&before.state) {
        end(tx, vec![before], reason, queues).await?;
    }
    Ok(())
}
