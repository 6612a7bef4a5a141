//! Events and their programmes in the schema.

pub mod cancel_event;
pub mod create_event;
mod payload;
pub mod programme_items;
pub mod publish_event;
mod queries;
pub mod reschedule_event;
pub mod set_event_reminders;
pub mod types;
pub mod update_event;

pub use queries::EventQueries;
