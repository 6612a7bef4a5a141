//! Who was there: codes to show at the entrance, lists, walk-ins, and what they add up to.

mod admit;
pub mod attendance;
pub mod attendees;
mod attendees_store;
mod batch;
pub mod can;
#[expect(clippy::module_inception, reason = "the command of that name")]
mod check_in;
pub mod code;
mod create_list;
mod desk;
mod error;
pub mod follow;
pub mod keys;
pub mod list_store;
mod merge;
pub mod no_show;
pub mod policy;
mod presence_store;
pub mod rules;
pub mod search;
pub mod store;
mod undo;
mod update_list;
mod walk_in;

pub use admit::{By, CheckedIn, Outcome};
pub use batch::{BatchItem, CheckInBatch, check_in_batch};
pub use check_in::{CheckIn, check_in};
pub use create_list::{CreateCheckInList, create_check_in_list};
pub use error::CheckInError;
pub use undo::{UndoCheckIn, undo_check_in};
pub use update_list::{UpdateCheckInList, update_check_in_list};
pub use walk_in::{RecordWalkIn, record_walk_in};
