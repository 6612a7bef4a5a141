//! Reminds of seats that are held for a waiting party, when half of their time is over.

use mulin_entities::{MessageKind, RsvpId};

use super::plan::{self, Plan};
use super::store;
use crate::actor::Actor;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::rsvp::store as rsvps;

/// The due work of it. Whether the offer still stands is asked again when the message leaves.
pub async fn nudge_offer(core: &Core, work: &Held) -> Result<()> {
    let work = work.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if !due_work::hold(tx, &work).await? {
                return Ok(());
            }
            let id = RsvpId(work.subject_id);
            if let Some(row) = rsvps::rsvp(tx.db(), id).await?
                && row.offer_expires_at.is_some_and(|end| end > tx.now())
            {
                let event = events::event(tx.db(), row.event_id).await?;
                let event = event.ok_or_else(|| Error::internal("an event is missing"))?;
                let plan = Plan::about(&event, MessageKind::RsvpOfferEnding, tx.now());
                let recipients = store::recipients_of(tx.db(), [id]).await?;
                plan::plan(tx, plan, &recipients).await?;
            }
            due_work::complete(tx, &work).await
        })
    })
    .await
}
