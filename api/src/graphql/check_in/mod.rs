//! Checking people in, and who was there, in the schema.
#![expect(clippy::module_inception, reason = "the mutation of that name")]

pub mod check_in;
pub mod check_in_batch;
pub mod lists;
pub mod loaders;
pub mod of_event;
pub mod record_walk_in;
pub mod types;
pub mod undo_check_in;
