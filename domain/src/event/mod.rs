//! Events: their life cycle, their seats, their programme, and finding them.

pub mod can;
mod cancel_event;
mod create_event;
mod error;
pub mod follow;
mod grant_event_role;
mod index;
pub(crate) mod like;
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
pub(crate) use cancel_event::{call_off, cancel};
pub use create_event::{CreateEvent, create_event};
pub(crate) use create_event::{find_festival, find_venue};
pub use error::EventError;
pub use grant_event_role::{GrantEventRole, grant_event_role};
pub use programme::{
    AddProgrammeItem, RemoveProgrammeItem, UpdateProgrammeItem, add_programme_item,
    remove_programme_item, update_programme_item,
};
pub use publish_event::{PublishEvent, publish_event};
pub use reschedule_event::{RescheduleEvent, reschedule_event};
pub(crate) use reschedule_event::{move_to, reschedule};
pub use revoke_event_role::{RevokeEventRole, revoke_event_role};
pub(crate) use terms::Checked as CheckedTerms;
pub use terms::{MAX_HOUSEHOLD, MAX_OFFER_SECONDS, MIN_OFFER_SECONDS, RsvpTerms, Terms};
pub use update_event::{UpdateEvent, update_event};
pub(crate) use update_event::{edit, visible_event};
