//! Questions of events, and answers to them.

mod answers;
mod set_event_questions;
pub mod steps;
