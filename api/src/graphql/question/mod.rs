//! Questions of events, and what was answered, in the schema.

pub mod loaders;
pub mod set_event_questions;
pub mod types;
