//! Messages: planned fan-outs, one delivery a person and channel, and their way to the wire.

mod claim;
pub mod expand;
pub mod follow;
mod late;
pub mod rules;
mod settle;
pub mod store;

pub use claim::{Claimed, Outgoing, claim};
pub use late::read_answers;
pub use settle::{Outcome, settle};
