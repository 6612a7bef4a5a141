//! Shifts of volunteers: what is needed, who signs up, and who was there.

mod attendance;
mod call;
mod follow;
mod people;
mod races;
mod set_up;
mod sign_up;
mod swap;
