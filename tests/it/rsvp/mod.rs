//! Answers to events.

mod respond_to_event;
