//! The import of an organiser's calendar or table in the schema.

pub mod import_events;
pub mod texts;
pub mod types;
