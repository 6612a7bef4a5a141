//! `bookSlot`, `moveBooking`, `cancelBooking`, `checkInBooking`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::ticket;

use super::payload::{Booked, BookingMoved, Cancelled, CheckedIn, TicketPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;

/// A slot to book.
#[derive(InputObject)]
pub struct BookSlotInput {
    /// Which slot.
    pub slot_id: ID,
    /// For whom; for the caller if left out. For a person whom the caller may act for: of the household,
    /// or, while they agree, of the unit that the caller looks after.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// How many things they bring, 1 to 20.
    #[graphql(default = 1)]
    pub items: i32,
    /// Whether to wait for a place of the service if the slot is full.
    #[graphql(default = false)]
    pub waitlist: bool,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// A booking that goes to another slot.
#[derive(InputObject)]
pub struct MoveBookingInput {
    /// The booking; whose it is tells for whom the caller acts.
    pub ticket_id: ID,
    /// The other slot, of the same service.
    pub slot_id: ID,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// A ticket to take back.
#[derive(InputObject)]
pub struct CancelBookingInput {
    /// The ticket, booked or drawn; whose it is tells for whom the caller acts.
    pub ticket_id: ID,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// Who is there.
#[derive(InputObject)]
pub struct CheckInBookingInput {
    /// The booking; whose it is tells for whom the caller acts.
    pub ticket_id: ID,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// See the module.
#[derive(Default)]
pub struct BookingMutations;

#[Object]
impl BookingMutations {
    /// Books a place in a slot, for oneself or somebody one may act for, until the slot starts; nobody has
    /// to answer the event for that. A person has one ticket of a service at a time. A full slot is refused
    /// with SLOT_FULL, which tells of the next that is free, or, with `waitlist`, waits: the first who waits
    /// gets the next place that is given back, in whichever slot of the service.
    async fn book_slot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: BookSlotInput,
    ) -> Result<TicketPayload<Booked>> {
        let command = ticket::BookSlot {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            slot_id: decode(&input.slot_id),
            items: Some(input.items),
            waitlist: input.waitlist,
        };
        let key = input.idempotency_key;
        let answer = ticket::book_slot(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, "slotId", None, answer).await
    }

    /// Books another slot of the same service instead. The ticket keeps its number, unless the slot is of
    /// another day. For whom it is for, those who may act for them, and those who serve at the stall.
    async fn move_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and where to.")] input: MoveBookingInput,
    ) -> Result<TicketPayload<BookingMoved>> {
        let ticket_id = decode(&input.ticket_id);
        let command = ticket::MoveBooking {
            ticket_id: ticket_id.clone(),
            slot_id: decode(&input.slot_id),
            via: input.via.into(),
        };
        let answer = ticket::move_booking(ctx.core(), ctx.actor(), command).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Takes a ticket back, booked or drawn, as long as it was not called. The place goes to the first who
    /// waits for one. For whom it is for, those who may act for them, and those who serve at the stall.
    /// Doing so twice changes nothing.
    async fn cancel_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CancelBookingInput,
    ) -> Result<TicketPayload<Cancelled>> {
        let ticket_id = decode(&input.ticket_id);
        let command = ticket::CancelTicket {
            ticket_id: ticket_id.clone(),
            via: input.via.into(),
        };
        let answer = ticket::cancel_ticket(ctx.core(), ctx.actor(), command).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }

    /// Tells that whoever booked is there, on the day. They wait in the order of the later of their slot and
    /// their coming. For whom it is for, those who may act for them, and those who serve at the stall. Doing
    /// so twice changes nothing.
    async fn check_in_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: CheckInBookingInput,
    ) -> Result<TicketPayload<CheckedIn>> {
        let ticket_id = decode(&input.ticket_id);
        let command = ticket::CheckInBooking {
            ticket_id: ticket_id.clone(),
            via: input.via.into(),
        };
        let answer = ticket::check_in_booking(ctx.core(), ctx.actor(), command).await;
        payload(ctx, "ticketId", Some(ticket_id), answer).await
    }
}
