//! `takeTicket`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::ticket;

use super::enums::PriorityReason;
use super::payload::{Taken, TicketPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;

/// A number to draw.
#[derive(InputObject)]
pub struct TakeTicketInput {
    /// Of which service.
    pub service_id: ID,
    /// For whom; for the caller if left out. For a person whom the caller may act for: of the household,
    /// or, while they agree, of the unit that the caller looks after.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Whether those who serve at the stall draw it for whoever stands there: without `onBehalfOf`, for
    /// somebody without a record.
    #[graphql(default = false)]
    pub at_desk: bool,
    /// By what the staff know somebody without a record, 1 to 20 characters; only with `atDesk`.
    pub label: Option<String>,
    /// Why they go first, as the staff saw; only with `atDesk`. Those who are old enough go first anyway.
    pub priority: Option<PriorityReason>,
    /// How many things they bring, 1 to 20.
    #[graphql(default = 1)]
    pub items: i32,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct TakeTicketMutation;

#[Object]
impl TakeTicketMutation {
    /// Draws a number of a service on the day, for oneself, for somebody one may act for, or at the desk. A
    /// person has one ticket of a service at a time.
    async fn take_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what, for whom.")] input: TakeTicketInput,
    ) -> Result<TicketPayload<Taken>> {
        let command = ticket::TakeTicket {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            service_id: decode(&input.service_id),
            at_desk: input.at_desk,
            label: input.label,
            priority: input.priority.map(Into::into),
            items: Some(input.items),
        };
        let key = input.idempotency_key;
        let answer = ticket::take_ticket(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, "serviceId", None, answer).await
    }
}
