//! The page behind a personal link, over HTTP.

mod act;
mod guard;
mod invitation;
mod look;
mod messages;
mod questions;
pub mod stage;
