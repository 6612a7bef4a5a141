//! Answers to events.

mod event_rsvps;
mod idempotency;
mod model;
mod personal_link;
mod on_behalf;
mod races;
mod random_operations;
mod respond_input;
mod respond_to_event;
mod rush;
pub mod steps;
mod viewer_rsvps;
mod waitlist;
mod withdraw_rsvp;
