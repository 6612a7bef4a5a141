//! Calendars that other programs read: of an event, a series, an area, and a person's own, which is
//! behind a secret address.

mod create;
mod error;
mod feed;
pub mod follow;
pub mod policy;
mod revoke;
pub mod rules;
mod secret;
pub mod store;

pub use create::{CreateCalendarFeed, NewCalendarFeed, create_calendar_feed};
pub use error::CalendarFeedError;
pub use feed::{Feed, Item, Subject, next, of_area, of_event, of_person, of_series};
pub use revoke::{RevokeCalendarFeed, revoke_calendar_feed};
pub use secret::FeedSecret;
