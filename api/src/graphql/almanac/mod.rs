//! The calendar in the schema: lunar dates, festivals, solar terms, and days that are off or worked.

pub mod enums;
pub mod loaders;
mod queries;
pub mod types;

pub use queries::AlmanacQueries;
