//! Events: their life cycle, their seats, their programme, and finding them.

pub mod can;
mod cancel_event;
mod create_event;
mod error;
pub mod follow;
mod grant_event_role;
mod index;
pub mod list;
mod merge;
pub mod policy;
mod programme;
mod publish_event;
mod reschedule_event;
mod revoke_event_role;
pub mod roles;
pub mod rules;
pub mod search;
pub mod seats;
pub mod store;
mod terms;
mod update_event;
pub mod view;

pub use cancel_event::{CancelEvent, cancel_event};
pub use create_event::{CreateEvent, create_event};
pub use error::EventError;
pub use grant_event_role::{GrantEventRole, grant_event_role};
pub use programme::{
    AddProgrammeItem, RemoveProgrammeItem, UpdateProgrammeItem, add_programme_item,
    remove_programme_item, update_programme_item,
};
pub use publish_event::{PublishEvent, publish_event};
pub use reschedule_event::{RescheduleEvent, reschedule_event};
pub use revoke_event_role::{RevokeEventRole, revoke_event_role};
pub use terms::{MAX_HOUSEHOLD, MAX_OFFER_SECONDS, MIN_OFFER_SECONDS, RsvpTerms};
pub use update_event::{UpdateEvent, update_event};
