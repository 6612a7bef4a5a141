//! Answers to events.

mod admission;
mod approve_rsvps;
mod event_rsvps;
mod idempotency;
mod link_bearer;
mod members;
mod merged_people;
pub mod model;
mod offers;
mod on_behalf;
mod pairs;
pub mod personal_link;
mod races;
pub mod random_operations;
mod respond_for_people;
mod respond_input;
mod respond_to_event;
pub mod rush;
pub mod steps;
mod strict_order;
mod viewer_rsvp_options;
mod viewer_rsvps;
mod waitlist;
mod withdraw_rsvp;
