//! What may happen in Mulin, and what happened: no GraphQL, no HTTP, no SMTP.
//!
//! The nouns stand in tiers and import only lower ones: almanac < place, person < sign_in, event <
//! series < event_import, question, invitation < rsvp, volunteer < banquet, stall, shift < dish,
//! ticket, service_record < check_in, food_safety, seating, dish_vote, points < delivery < reminder <
//! announcement, calendar_feed, report < privacy. A command is one file a verb; it opens the
//! transaction, loads rows through the noun's `store`, asks its `policy`, applies its `rules`, writes,
//! and records [`change::Change`]s.

pub mod actor;
mod blank_delivery;
pub mod bulk;
pub mod change;
pub mod clock;
pub mod core;
pub mod db;
pub mod dialect;
pub mod due_work;
pub mod error;
pub mod followers;
pub mod id;
pub mod idempotency;
pub mod import;
pub mod input;
mod input_rule;
pub mod journal;
mod journal_entry;
pub mod keys;
pub mod lanes;
pub mod names;
pub mod next_step;
pub mod page;
mod page_sql;
mod quiet;
pub mod retention;
pub mod signing_keys;
pub mod text_words;
pub mod topics;
pub mod tx;

pub mod almanac;
pub mod announcement;
pub mod banquet;
pub mod calendar_feed;
pub mod call;
pub mod check_in;
pub mod delivery;
pub mod dish;
pub mod dish_vote;
pub mod event;
pub mod event_import;
pub mod food_safety;
pub mod inbound;
pub mod invitation;
pub mod notification;
pub mod person;
pub mod place;
pub mod points;
pub mod privacy;
pub mod question;
pub mod reminder;
pub mod report;
pub mod rsvp;
pub mod seating;
pub mod series;
pub mod service_record;
pub mod shift;
pub mod sign_in;
pub mod stall;
pub mod ticket;
pub mod volunteer;

pub use actor::Actor;
pub use core::Core;
pub use error::{Error, Refusal, Result};
