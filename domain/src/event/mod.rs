//! Events: their life cycle, their seats, their programme, and finding them.

mod cancel_event;
mod create_event;
mod error;
pub mod follow;
mod index;
pub mod policy;
mod programme;
mod publish_event;
mod reschedule_event;
pub mod rules;
pub mod search;
pub mod seats;
pub mod store;
mod update_event;
pub mod view;

pub use cancel_event::{CancelEvent, cancel_event};
pub use create_event::{CreateEvent, create_event};
pub use error::EventError;
pub use programme::{
    AddProgrammeItem, RemoveProgrammeItem, UpdateProgrammeItem, add_programme_item,
    remove_programme_item, update_programme_item,
};
pub use publish_event::{PublishEvent, publish_event};
pub use reschedule_event::{RescheduleEvent, reschedule_event};
pub use update_event::{UpdateEvent, update_event};
