//! Messages: planned fan-outs, one delivery a person and channel, and their way to the wire.

mod claim;
mod codes;
mod context;
pub mod expand;
pub mod follow;
mod invited;
mod invited_store;
mod late;
pub mod nudge;
mod outgoing;
mod personal;
mod quiet;
pub mod rules;
mod settle;
pub mod store;

pub use claim::{Claimed, claim};
pub use late::read_answers;
pub use outgoing::{About, AboutAct, AboutCode, AboutEvent, Done, News, Outgoing};
pub use settle::{Outcome, settle};
