//! Invitations to events.

mod invite_to_event;
mod links;
mod many_links;
mod notices;
mod people;
mod plans;
pub mod steps;
