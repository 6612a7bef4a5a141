//! Messages in the schema.

pub mod loaders;
pub mod of_event;
pub mod retry_deliveries;
pub mod types;
