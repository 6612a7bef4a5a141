//! Potluck banquets (百家宴): what the meal wants for those who come, and how far what is brought goes.

pub mod can;
pub mod coverage;
mod error;
pub(crate) mod follow;
pub mod plan_banquet;
pub mod policy;
pub mod settings;
pub mod store;
pub mod update_banquet;

pub use coverage::{CategoryTotal, Coverage, Suggestion};
pub use error::BanquetError;
pub use plan_banquet::{PlanBanquet, plan_banquet};
pub use settings::{CategoryServings, Settings};
pub use update_banquet::{UpdateBanquet, update_banquet};
