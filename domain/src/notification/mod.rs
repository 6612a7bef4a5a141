//! How people want to be told: the order of channels, a digest, their own reminders, and what they
//! refused.
//!
//! The ledger of channels ([`consents`]) is not the ledger of consents (`person::consent`): it says by
//! which way somebody may be told something, not what may be kept of them.

mod by_link;
pub mod consent_store;
pub mod consents;
pub mod follow;
mod link;
mod opt;
pub mod policy;
pub mod preference_store;
pub mod rules;
mod set_preferences;

pub use by_link::{LinkChanges, LinkView, link_view, save_by_link, unsubscribe};
pub use consents::ChannelChoice;
pub use link::PreferenceLink;
pub use opt::{ChannelWish, opt_in, opt_out};
pub use set_preferences::{SetNotificationPreferences, set_notification_preferences};
