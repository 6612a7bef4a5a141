//! What people need: sensitive, sealed at rest, kept only while they agree, and shown to few.

mod read;
pub mod rules;
mod set;
mod store;

pub use read::{of_people, reads_of};
pub use rules::{NeedKind, Needs};
pub use set::{SetNeeds, set_needs};
pub use store::{forget, forget_unless_agreed, merge};
pub(crate) use store::{needs_of, note_reads};
