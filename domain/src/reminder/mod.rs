//! When before an event its participants are reminded.

pub mod follow;
pub mod rules;
mod set_reminders;
pub mod store;

/// Reminders of a person's own.
pub mod own {
    pub use crate::delivery::own::replan;
}

pub use set_reminders::{
    ReminderInput, SetEventReminders, audience, set_event_reminders, unique_channels,
};
