//! The page on which somebody chooses how they are told, behind a link in messages.

mod look;
mod messages;
mod one_click;
mod save;
mod stage;
