//! Shifts of volunteers at events: what is needed, who signs up, and who was there.

pub mod attendance;
pub mod enums;
pub mod loaders;
pub mod of_event;
pub mod of_team;
pub mod payload;
pub mod set_up;
pub mod settings;
pub mod sign_up;
pub mod sign_up_types;
pub mod swap;
pub mod types;
