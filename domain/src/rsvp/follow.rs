//! What RSVPs do when an event changed: more seats, or more time to answer, move waiting parties up,
//! and personal links go on until the new end. When an invitation was taken back, the link of the
//! message that told of it opens nothing any more.
//! And when a person is erased: their answers go; or merged into another: they move.

use mulin_entities::{EventId, Visibility};

use super::promote::promote;
use super::{link_store, offers};
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::{self, seats};
use crate::person::store as people;
use crate::tx::Tx;

/// People a statement.
const ROWS: usize = 500;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            super::merge::merge(tx, from, into).await?;
        }
        if let What::EventRescheduled { event_id, .. } = change.what {
            link_store::move_with_event(tx, event_id).await?;
        }
        if let What::InvitationRevoked { event_id, .. } = change.what {
            shut_out(tx, event_id).await?;
        }
        if let What::CapacityChanged { event_id, .. }
        | What::EventUpdated { event_id }
        | What::EventRescheduled { event_id, .. }
        | What::EventCancelled { event_id } = change.what
        {
            move_up(tx, event_id, &change.what).await?;
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        super::erase::erase(tx, &erased).await?;
    }
    Ok(())
}

/// What is new about the event may make room, or leave less time for offers.
async fn move_up(tx: &mut Tx, event_id: EventId, what: &What) -> Result<()> {
    let mut held = seats::lock(tx.db(), event_id).await?;
    let event = event::store::event(tx.db(), event_id).await?;
    let event = event.ok_or_else(|| Error::not_found("eventId"))?;
    let before = held.clone();
    match what {
        What::EventCancelled { .. } => return offers::drop_of_event(tx, &event).await,
        // Nobody has answered for the new time yet, so that nobody moves up.
        What::EventRescheduled { .. } => offers::move_with_event(tx, &event, &mut held).await?,
        // An earlier end of the answers is the end of offers, too.
        What::EventUpdated { .. } => offers::follow_terms(tx, &event, &mut held).await?,
        _ => promote(tx, &event, &mut held).await?,
    }
    if held != before {
        seats::save(tx, &held).await?;
    }
    Ok(())
}

/// Links of messages count no more for whom nothing invites any longer. Links that were handed out on
/// purpose stay, and so do those of who has answered.
async fn shut_out(tx: &Tx, event_id: EventId) -> Result<()> {
    let event = event::store::event(tx.db(), event_id).await?;
    if event.is_none_or(|event| event.visibility != Visibility::Invited) {
        return Ok(());
    }
    let told = link_store::told_without_answer(tx, event_id).await?;
    for told in told.chunks(ROWS) {
        let shown: Vec<people::Shown> = told.iter().map(|id| (*id, None)).collect();
        let actors = people::actors(tx.db(), &shown, tx.now()).await?;
        let sees = |actor: &Option<crate::actor::Actor>| {
            actor
                .as_ref()
                .is_some_and(|actor| actor.is_invited(event_id))
        };
        let gone = told.iter().zip(&actors).filter(|(_, actor)| !sees(actor));
        let gone: Vec<_> = gone.map(|(id, _)| *id).collect();
        link_store::revoke_told(tx, event_id, &gone).await?;
    }
    Ok(())
}
