//! Answers to events: seats, the waitlist, and who comes.

mod approve_rsvps;
pub mod beside;
pub mod can;
mod create_personal_link;
mod erase;
mod error;
pub mod follow;
pub mod link_store;
pub mod member_store;
mod members;
mod merge;
pub mod offers;
pub mod options;
pub mod policy;
mod promote;
mod refuse_rsvps;
mod requests;
mod respond;
mod revoke_personal_link;
pub mod rules;
mod settle;
pub mod states;
pub mod store;
mod withdraw;

pub use approve_rsvps::{ApproveRsvps, approve_rsvps};
pub use create_personal_link::{
    CreatePersonalLink, NewLink, PREFIX as LINK_PREFIX, create_personal_link,
};
pub use error::RsvpError;
pub use refuse_rsvps::{RefuseRsvps, refuse_rsvps};
pub use requests::Decisions;
pub use respond::{Party, RespondToEvent, respond_to_event};
pub use revoke_personal_link::{RevokePersonalLink, revoke_personal_link};
pub use rules::{Answer, WhenFull};
pub use withdraw::{WithdrawRsvp, withdraw_rsvp};
