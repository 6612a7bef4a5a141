//! Addresses of calendars in the schema.

pub mod create_calendar_feed;
pub mod revoke_calendar_feed;
pub mod types;
