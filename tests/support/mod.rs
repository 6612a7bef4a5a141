//! What the integration tests stand on.

pub mod answer;
pub mod app;
pub mod mailbox;
pub mod postgres;
