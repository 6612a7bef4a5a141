//! Codes, sessions, and what becomes of them.

mod alarm;
mod follow;
mod guesses;
mod limits;
mod plans;
mod refresh_session;
mod register_myself;
mod request_sign_in_code;
mod sessions;
mod sign_in_by_code;
mod sign_in_people;
pub mod steps;
