//! How people want to be told, in the schema.

pub mod loaders;
pub mod opt;
pub mod set_notification_preferences;
pub mod types;
