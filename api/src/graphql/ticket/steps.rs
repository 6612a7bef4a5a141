//! The steps of those who serve: `recallTicket`, `startServing`, `finishServing`, `makeReady`, `collectItems`,
//! `skipTicket`, `returnToQueue`, `holdTicket`, `transferTicket`, `undoTicketMove`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::ticket;

use super::payload::{
    Collected, Finished, Held, MadeReady, Recalled, Returned, Skipped, Started, TicketPayload,
    Transferred, Undone, payload,
};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

macro_rules! step_inputs {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            /// Which ticket.
            pub ticket_id: ID,
            /// The version that you saw; refused if it moved since. Left out: any.
            pub expected_version: Option<i32>,
        }

        impl From<$name> for ticket::TicketStep {
            fn from(input: $name) -> Self {
                Self {
                    ticket_id: decode(&input.ticket_id),
                    expected_version: input.expected_version,
                }
            }
        }
    )+};
}
step_inputs! {
    /// Who is called again.
    RecallTicketInput,
    /// Who is served.
    StartServingInput,
    /// Whose things were collected.
    CollectItemsInput,
    /// Who did not come.
    SkipTicketInput,
    /// Who goes back to the queue.
    ReturnToQueueInput,
    /// Who waits aside.
    HoldTicketInput,
    /// Whose last step is undone.
    UndoTicketMoveInput,
}

macro_rules! finish_inputs {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            /// Which ticket.
            pub ticket_id: ID,
            /// How many of the things that were brought are done, 0 to all of them; as told before if left
            /// out.
            pub items_done: Option<i32>,
            /// The version that you saw; refused if it moved since. Left out: any.
            pub expected_version: Option<i32>,
        }

        impl From<$name> for ticket::FinishTicket {
            fn from(input: $name) -> Self {
                Self {
                    ticket_id: decode(&input.ticket_id),
                    items_done: input.items_done,
                    expected_version: input.expected_version,
                }
            }
        }
    )+};
}
finish_inputs! {
    /// Who was served.
    FinishServingInput,
    /// Whose things are ready.
    MakeReadyInput,
}

/// Who goes to another service.
#[derive(InputObject)]
pub struct TransferTicketInput {
    /// Which ticket.
    pub ticket_id: ID,
    /// The other service, at this or at another stall of the event.
    pub service_id: ID,
    /// The version that you saw; refused if it moved since. Left out: any.
    pub expected_version: Option<i32>,
}

/// See the module.
#[derive(Default)]
pub struct TicketStepMutations;

#[Object]
impl TicketStepMutations {
    /// Calls whoever was called and has not come, once more. For those who serve at the stall.
    async fn recall_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RecallTicketInput,
    ) -> Result<TicketPayload<Recalled>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::recall(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Begins to serve whoever was called. For those who serve at the stall.
    async fn start_serving(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: StartServingInput,
    ) -> Result<TicketPayload<Started>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::start_serving(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Tells that what was left at the stall was collected. For those who serve at the stall.
    async fn collect_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CollectItemsInput,
    ) -> Result<TicketPayload<Collected>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::collect_items(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Tells that nobody came to the call. The first time the ticket comes again some places later (SKIPPED), the
    /// second time it is a NO_SHOW, which can be taken back with `undoTicketMove` or `returnToQueue`. Only after
    /// as many calls as the stall says: CALL_AGAIN_FIRST otherwise. For those who serve at the stall.
    async fn skip_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: SkipTicketInput,
    ) -> Result<TicketPayload<Skipped>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::skip(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Puts whoever was called or served back where they were in the queue, and whoever waits aside; who was a
    /// no-show comes last. For those who serve at the stall.
    async fn return_to_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ReturnToQueueInput,
    ) -> Result<TicketPayload<Returned>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::return_to_queue(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Lets a ticket wait aside for something; it keeps its place for when it goes on with `returnToQueue`. For those who serve at the stall.
    async fn hold_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: HoldTicketInput,
    ) -> Result<TicketPayload<Held>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::hold(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Undoes the last step of a ticket within 30 minutes: it stands as before. What others were told or got by
    /// it (a booking, a number, a transfer) cannot be undone, and nothing twice. For those who serve at the stall.
    async fn undo_ticket_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoTicketMoveInput,
    ) -> Result<TicketPayload<Undone>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::undo(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Ends serving; where things are left at the stall they are there from then on (RECEIVED). The station is
    /// free for the next. For those who serve at the stall.
    async fn finish_serving(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: FinishServingInput,
    ) -> Result<TicketPayload<Finished>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::finish(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Tells that what was left at the stall can be collected; whoever left it gets a message. For those who serve at the stall.
    async fn make_ready(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: MakeReadyInput,
    ) -> Result<TicketPayload<MadeReady>> {
        let ticket_id = decode(&input.ticket_id);
        let answer = ticket::make_ready(ctx.core(), ctx.actor(), input.into()).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Sends a ticket on to another service of the event, with a number of its own; it takes its place there
    /// by how long it has waited already. Answers the new ticket. For those who serve at the stall.
    async fn transfer_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and where to.")] input: TransferTicketInput,
    ) -> Result<TicketPayload<Transferred>> {
        let ticket_id = decode(&input.ticket_id);
        let command = ticket::TransferTicket {
            ticket_id: ticket_id.clone(),
            service_id: decode(&input.service_id),
            expected_version: input.expected_version,
        };
        let answer = ticket::transfer(ctx.core(), ctx.actor(), command).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }
}
