//! What the integration tests stand on.

pub mod answer;
pub mod app;
pub mod introspection;
pub mod log;
pub mod mailbox;
pub mod mutation;
pub mod postgres;
pub mod statements;
pub mod trace;
pub mod waiting;
