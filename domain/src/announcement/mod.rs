//! What organisers tell those who answered an event, beside what the system says by itself.

mod announce;
mod cancel_announcement;
mod error;
pub mod follow;
pub mod plan;
pub mod rules;
pub mod store;

pub use announce::{Announce, AudienceInput, Draft, announce, preview};
pub use cancel_announcement::{CancelAnnouncement, cancel_announcement};
pub use error::AnnouncementError;
