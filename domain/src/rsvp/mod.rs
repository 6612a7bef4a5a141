//! Answers to events: seats, the waitlist, and who comes.

mod error;
pub mod follow;
pub mod policy;
mod promote;
mod respond;
pub mod rules;
pub mod store;
mod withdraw;

pub use error::RsvpError;
pub use respond::{Party, RespondToEvent, respond_to_event};
pub use rules::{Answer, WhenFull};
pub use withdraw::{WithdrawRsvp, withdraw_rsvp};
