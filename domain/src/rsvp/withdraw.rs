//! Takes an answer back.

use mulin_entities::{RsvpId, RsvpState, Via, rsvp};
use serde::Serialize;

use super::settle::settle;
use super::states::{Act, leads_to};
use super::{RsvpError, offers, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self, EventError, seats};
use crate::input::{Faults, IdInput};
use crate::person::Acting;

/// Which answer.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawRsvp {
    /// Which answer; whose it is tells for whom the actor acts.
    pub rsvp_id: IdInput<RsvpId>,
    /// The way the withdrawal came.
    pub via: Via,
}

/// Takes back one's own answer, also by a personal link, or that of somebody one may act for, and
/// gives its seats to who waits. Doing so twice changes nothing.
pub async fn withdraw_rsvp(core: &Core, actor: &Actor, input: WithdrawRsvp) -> Result<rsvp::Model> {
    let by = actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("rsvpId", "Rsvp", input.rsvp_id);
            faults.finish()?;
            let missing = || Error::not_found("rsvpId");
            let id = id.ok_or_else(missing)?;
            let seen = store::rsvp(tx.db(), id).await?.ok_or_else(missing)?;
            let acting = Acting::for_person(seen.person_id, input.via);
            let guest = match acting.guest(tx, seen.event_id).await {
                // Hidden from who may not act for the person.
                Err(Error::Refused(_)) if seen.person_id != by => return Err(missing()),
                // A personal link to another event.
                Err(Error::Unauthenticated) => return Err(missing()),
                other => other?,
            };
            let mut held = seats::lock(tx.db(), seen.event_id).await?;
            let mut old = store::rsvp(tx.db(), id).await?.ok_or_else(missing)?;
            let event = event::store::event(tx.db(), seen.event_id)
                .await?
                .ok_or_else(missing)?;
            if old.state == RsvpState::Withdrawn {
                return Ok(old);
            }
            if leads_to(Some(old.state), Act::Withdraw).is_empty() {
                return Err(Refusal::from(RsvpError::RequestRefused).into());
            }
            if event.ends_at <= tx.now() {
                return Err(Refusal::from(EventError::Ended { at: event.ends_at }).into());
            }
            if rules::has_lapsed(&old, tx.now()) && offers::lapse(tx, &event, &mut held).await? {
                seats::save(tx, &held).await?;
                old = store::rsvp(tx.db(), id).await?.ok_or_else(missing)?;
            }
            let mut row = old.clone();
            row.state = RsvpState::Withdrawn;
            row.withdrew_late = rules::leaves_late(old.state, &event, tx.now());
            row.queue_no = None;
            row.offer_expires_at = None;
            (row.via, row.answered_by) = (guest.via, guest.by);
            row.answered_at = tx.now();
            settle(tx, &event, &mut held, Some(&old), row).await
        })
    })
    .await
}
