//! How people want to be told.

mod opt;
mod records;
mod set_preferences;

pub use opt::ledger;
