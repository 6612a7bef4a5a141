//! How people are reached: their contact points.

mod add;
mod masking;
mod record;
mod remove;
pub mod store;
mod update;

pub use add::{AddContactPoint, add_contact_point};
pub use masking::masked;
pub use remove::{RemoveContactPoint, remove_contact_point};
pub use store::Contact;
pub use update::{UpdateContactPoint, update_contact_point};

/// Most that one person has.
pub const MAX_CONTACT_POINTS: usize = 10;
