//! The page behind a personal link, over HTTP.

mod act;
mod guard;
mod look;
mod messages;
mod stage;
