//! Text messages that people write: refusals of further ones, and answers to the last message about
//! an event.
//!
//! A sender's number can be forged. So a text does no more than a personal link would, which is in as
//! many hands: it answers one event that its number was just written to about, for one person, and
//! the answer is told to that person; it refuses messages, which whoever has the telephone may want
//! again; and it shows nothing.

mod answer;
mod help;
mod opt;
mod receive;
mod store;

pub use receive::{InboundText, Received, receive};
