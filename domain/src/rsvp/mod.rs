//! Answers to events: seats, the waitlist, and who comes.

pub mod admission;
mod answering;
mod approve_rsvps;
pub mod beside;
pub mod can;
mod create_personal_link;
mod erase;
mod error;
pub mod follow;
pub mod link_store;
mod link_token;
mod link_view;
pub mod list_store;
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
mod respond_for_people;
mod respond_to_series;
mod revoke_personal_link;
pub mod rules;
mod series_store;
mod settle;
pub mod states;
pub mod store;
pub mod waitlist_store;
mod withdraw;

pub use approve_rsvps::{ApproveRsvps, approve_rsvps};
pub use create_personal_link::{CreatePersonalLink, NewLink, create_personal_link};
pub use error::RsvpError;
pub use link_token::{LinkToken, PREFIX as LINK_PREFIX};
pub use link_view::{LinkView, link_view};
pub use refuse_rsvps::{RefuseRsvps, refuse_rsvps};
pub use requests::Decisions;
pub use respond::{Party, RespondToEvent, respond_to_event};
pub use respond_for_people::{PersonsAnswer, PersonsResult, RespondForPeople, respond_for_people};
pub use respond_to_series::{
    EventsResult, MAX_EVENTS, RespondToSeries, SeriesAnswers, respond_to_series,
};
pub use revoke_personal_link::{RevokePersonalLink, revoke_personal_link};
pub use rules::{Answer, WhenFull};
pub use withdraw::{WithdrawRsvp, withdraw_rsvp};
