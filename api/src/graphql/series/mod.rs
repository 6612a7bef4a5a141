//! Series of events in the schema: what repeats, what it repeats by, and an event's place in it.

pub mod create_series;
pub mod end_series;
pub mod enums;
pub mod loaders;
pub mod move_occurrence;
pub mod occurrence;
pub mod of_area;
pub mod payload;
mod preview;
mod queries;
pub mod respond_to_series;
pub mod schedule;
pub mod skip_occurrence;
pub mod types;
pub mod update_series;
pub mod updated;
pub mod viewer_can;

pub use preview::SeriesPreviewQueries;
pub use queries::SeriesQueries;
