//! The integration tests: one binary, a folder a noun, a file a mutation.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "../factories/mod.rs"]
mod factories;
#[path = "../support/mod.rs"]
mod support;

mod almanac;
mod announcement;
mod authorisation;
mod banquet;
mod calendar_feed;
mod call;
mod check_in;
mod delivery;
mod dish;
mod dish_label;
mod dish_vote;
mod event;
mod event_import;
mod food_safety;
mod harness;
mod import;
mod inbound;
mod invitation;
mod journal;
mod link_page;
mod live;
mod notification;
mod oidc;
mod person;
mod place;
mod points;
mod preference_page;
mod privacy;
mod process;
mod question;
mod report;
mod rsvp;
mod schema;
mod seating;
mod seed;
mod series;
mod service_record;
mod shift;
mod sign_in;
mod stall;
mod ticket;
mod volunteer;
