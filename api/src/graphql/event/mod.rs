//! Events and their programmes in the schema.

mod arrangements;
pub mod cancel_event;
pub mod create_event;
pub mod enums;
pub mod event_seats_changed;
pub mod grant_event_role;
mod guests;
pub mod loaders;
mod local_day;
mod messages;
pub mod payload;
mod plain;
pub mod programme_items;
pub mod publish_event;
mod queries;
pub mod reschedule_event;
pub mod revoke_event_role;
pub mod roles;
pub mod set_event_reminders;
pub mod types;
pub mod update_event;
pub mod viewer_can;

pub use queries::EventQueries;
