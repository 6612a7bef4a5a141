//! Calls by stewards, in the schema.

pub mod loaders;
mod queries;
pub mod record_call_outcome;
pub mod types;

pub use queries::CallQueries;
