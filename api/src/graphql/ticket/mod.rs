//! Tickets: a place in the queue of a service, booked for a slot or drawn on the day.

pub mod board;
pub mod book_slot;
pub mod call_next;
pub mod enums;
pub mod loaders;
pub mod of_stall;
pub mod of_viewer;
pub mod payload;
pub mod steps;
pub mod subscriptions;
pub mod take_ticket;
pub mod types;
