//! Invitations to events.

mod invite_to_event;
mod links;
mod people;
mod plans;
mod steps;
