//! When before an event its participants are reminded.

pub mod follow;
pub mod rules;
mod set_reminders;
pub mod store;

pub use set_reminders::{SetEventReminders, set_event_reminders};
