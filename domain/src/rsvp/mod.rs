//! Answers to events: seats, the waitlist, and who comes.

pub mod admission;
mod answering;
pub mod beside;
pub mod can;
mod create_personal_link;
mod erase;
mod error;
pub mod follow;
pub mod link_store;
mod merge;
pub mod policy;
mod promote;
mod respond;
mod revoke_personal_link;
pub mod rules;
mod settle;
pub mod states;
pub mod store;
mod withdraw;

pub use create_personal_link::{
    CreatePersonalLink, NewLink, PREFIX as LINK_PREFIX, create_personal_link,
};
pub use error::RsvpError;
pub use respond::{Party, RespondToEvent, respond_to_event};
pub use revoke_personal_link::{RevokePersonalLink, revoke_personal_link};
pub use rules::{Answer, WhenFull};
pub use withdraw::{WithdrawRsvp, withdraw_rsvp};
