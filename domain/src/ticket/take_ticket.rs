//! Draws a number.

use mulin_entities::*;
use serde::Serialize;

use super::{moved, open, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::Acting;
use crate::stall as stalls;
use crate::tx::Tx;

/// A number to draw.
#[derive(Clone, Debug, Serialize)]
pub struct TakeTicket {
    /// For whom, and the way they told so.
    pub acting: Acting,
    /// Of which service.
    pub service_id: IdInput<StallServiceId>,
    /// Whether the staff draw it at the desk. Without `onBehalfOf` it is then for somebody without a
    /// record, whom the label tells.
    pub at_desk: bool,
    /// By what the staff know somebody without a record, at most 20 characters; at the desk only.
    pub label: Option<String>,
    /// Why they go first, as the staff saw; at the desk only.
    pub priority: Option<PriorityReason>,
    /// How many things they bring, 1 to 20; one if left out.
    pub items: Option<i32>,
}

/// Draws a number on the day, for oneself, for somebody one may act for, or at the desk for whoever
/// stands there. People as old as the stall says go first; other reasons to go first the staff tell.
pub async fn take_ticket(
    core: &Core,
    actor: &Actor,
    input: TakeTicket,
    key: Option<String>,
) -> Result<ticket::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(take(tx, input, key)))
        .await
}

async fn take(tx: &mut Tx, input: TakeTicket, key: Option<String>) -> Result<ticket::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "takeTicket", &input).await? {
        let row = store::ticket(tx.db(), TicketId(id)).await?;
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let nobody = input.at_desk && input.acting.on_behalf_of.is_none();
    if !nobody {
        input.acting.check(&mut faults);
    }
    let items = open::items(&mut faults, input.items);
    open::desk_only(&mut faults, "label", input.label.is_some(), input.at_desk);
    open::desk_only(
        &mut faults,
        "priority",
        input.priority.is_some(),
        input.at_desk,
    );
    let label = input.label.as_deref();
    let label = label.map(|label| faults.line("label", label, 1..=20));
    let service_id = faults.id("serviceId", "StallService", input.service_id);
    faults.finish()?;
    let service_id = service_id.ok_or_else(|| Error::not_found("serviceId"))?;
    let counter = open::counter(tx, "serviceId", service_id).await?;
    open::must_be_open(tx, &counter)?;
    if input.at_desk {
        stalls::policy::may_serve(
            tx.actor(),
            counter.event.id,
            &counter.event.area_path,
            &counter.stall,
        )?;
    }
    let today = open::must_be_the_day(tx, &counter.event)?;
    let mut row = open::blank(tx, &counter, today);
    row.items = items;
    row.label = label;
    if nobody {
        row.via = Via::Desk;
        row.source = TicketSource::WalkIn;
    } else {
        let holder = open::holder(tx, &input.acting, &counter).await?;
        open::hold_for(&mut row, &holder);
        if holder.guest.by != holder.guest.person_id {
            row.source = TicketSource::Proxy;
        }
    }
    if input.priority.is_some() {
        row.priority = input.priority;
        row.lane = TicketLane::Priority;
    }
    let queue = store::draw_number(tx, counter.event.id, counter.service.id, today).await?;
    row.number = Some(queue.last_number);
    moved::begin(tx, row, TicketVerb::Take, &queue).await
}
