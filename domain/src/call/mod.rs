//! Calls that stewards make to people whom no message reaches.
//!
//! A call is planned by the road of messages, at the last rung of its ladder, and its message is
//! settled by how the call ended.

mod error;
pub mod follow;
pub mod policy;
mod record_outcome;
pub mod rules;
pub mod store;

pub use error::CallError;
pub use record_outcome::{RecordCallOutcome, record_call_outcome};
