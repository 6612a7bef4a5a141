//! Answers to events.

mod admission;
mod event_rsvps;
mod idempotency;
mod link_bearer;
mod merged_people;
mod model;
mod on_behalf;
mod personal_link;
mod races;
mod random_operations;
mod respond_input;
mod respond_to_event;
mod rush;
pub mod steps;
mod viewer_rsvps;
mod waitlist;
mod withdraw_rsvp;
