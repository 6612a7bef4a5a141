//! Made-up data: a neighbourhood to look around in, and load to measure with.
//!
//! A seeder is no command: it writes rows in bulk, without policies and, where it says so, without
//! the journal.

mod batch;
pub mod demo;
pub mod lantern;
pub mod load;
pub mod names;

pub use batch::Counts;
pub use demo::{Demo, demo};
pub use load::{LoadPlan, Loaded, PlanError, load};
