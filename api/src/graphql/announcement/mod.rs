//! Reminders and announcements in the schema: for whom, by which channels, and what they will cost.

pub mod announce;
pub mod cancel_announcement;
pub mod enums;
pub mod loaders;
pub mod plan;
pub mod preview;
mod sample;
pub mod templates;
pub mod types;

pub use preview::AnnouncementQueries;
pub use templates::ReminderTemplateQueries;
