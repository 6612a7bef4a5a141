//! Answers to events in the schema.

pub mod respond_to_event;
pub mod types;
pub mod withdraw_rsvp;
