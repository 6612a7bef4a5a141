//! What mutations of tickets answer.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{TicketId, ticket};

use super::types::Ticket;
use crate::graphql::errors::{is_conflict, name_event_by, outcome};
use crate::graphql::user_error::UserError;

/// What became of a mutation of a ticket.
#[derive(SimpleObject)]
#[graphql(concrete(name = "BookSlotPayload", params(Booked)))]
#[graphql(concrete(name = "MoveBookingPayload", params(BookingMoved)))]
#[graphql(concrete(name = "CancelBookingPayload", params(Cancelled)))]
#[graphql(concrete(name = "TakeTicketPayload", params(Taken)))]
#[graphql(concrete(name = "CheckInBookingPayload", params(CheckedIn)))]
#[graphql(concrete(name = "RecallTicketPayload", params(Recalled)))]
#[graphql(concrete(name = "StartServingPayload", params(Started)))]
#[graphql(concrete(name = "FinishServingPayload", params(Finished)))]
#[graphql(concrete(name = "MakeReadyPayload", params(MadeReady)))]
#[graphql(concrete(name = "CollectItemsPayload", params(Collected)))]
#[graphql(concrete(name = "SkipTicketPayload", params(Skipped)))]
#[graphql(concrete(name = "ReturnToQueuePayload", params(Returned)))]
#[graphql(concrete(name = "HoldTicketPayload", params(Held)))]
#[graphql(concrete(name = "TransferTicketPayload", params(Transferred)))]
#[graphql(concrete(name = "UndoTicketMovePayload", params(Undone)))]
pub struct TicketPayload<T: Send + Sync> {
    /// The ticket; null if refused, except on a version conflict, which shows it as it is now.
    pub ticket: Option<Ticket>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `bookSlot`
pub struct Booked;
/// `moveBooking`
pub struct BookingMoved;
/// `cancelBooking`
pub struct Cancelled;
/// `takeTicket`
pub struct Taken;
/// `checkInBooking`
pub struct CheckedIn;
/// `recallTicket`
pub struct Recalled;
/// `startServing`
pub struct Started;
/// `finishServing`
pub struct Finished;
/// `makeReady`
pub struct MadeReady;
/// `collectItems`
pub struct Collected;
/// `skipTicket`
pub struct Skipped;
/// `returnToQueue`
pub struct Returned;
/// `holdTicket`
pub struct Held;
/// `transferTicket`
pub struct Transferred;
/// `undoTicketMove`
pub struct Undone;

/// Maps a command's answer to a payload; `named` is the field by which its input names the event, whose
/// state may forbid it.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    named: &str,
    id: Option<IdInput<TicketId>>,
    answer: Result<ticket::Model, DomainError>,
) -> Result<TicketPayload<T>> {
    let (row, mut user_errors) = outcome(ctx, answer)?;
    let ticket = match (row, id) {
        (Some(row), _) => Ticket::of(ctx, Arc::new(row)).await?,
        (None, Some(Ok(id))) if is_conflict(&user_errors) => Ticket::if_visible(ctx, id).await?,
        (None, _) => {
            name_event_by(&mut user_errors, named);
            None
        }
    };
    Ok(TicketPayload {
        ticket,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
