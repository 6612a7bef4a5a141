//! Tickets: a place in the queue of a service, booked for a slot or drawn on the day.

pub mod board;
mod book_slot;
mod call_next;
mod calls;
pub mod can;
mod cancel_ticket;
mod check_in_booking;
mod close_day;
mod error;
pub(crate) mod follow;
pub mod list;
pub mod machine;
mod move_booking;
mod moved;
mod nearly;
pub mod number;
mod open;
pub mod place_store;
pub mod policy;
mod promote;
mod step;
pub mod store;
mod take_ticket;
mod transfer;
mod turns;
mod undo;
pub mod wait;

pub use book_slot::{BookSlot, book_slot};
pub use call_next::{CallNext, Called, call_next};
pub use cancel_ticket::{CancelTicket, cancel_ticket};
pub use check_in_booking::{CheckInBooking, check_in_booking};
pub use close_day::close_stalls;
pub use error::TicketError;
pub use move_booking::{MoveBooking, move_booking};
pub use step::{
    FinishTicket, TicketStep, collect_items, finish, hold, make_ready, recall, return_to_queue,
    skip, start_serving,
};
pub use take_ticket::{TakeTicket, take_ticket};
pub use transfer::{TransferTicket, transfer};
pub use undo::undo;
