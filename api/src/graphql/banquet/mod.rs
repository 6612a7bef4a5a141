//! Potluck banquets (百家宴): what the meal wants for those who come, and how far what is brought goes.

pub mod banquet_changed;
pub mod coverage;
pub mod loaders;
pub mod of_event;
pub mod payload;
pub mod plan_banquet;
pub mod settings;
pub mod types;
pub mod update_banquet;
pub mod viewer_can;
