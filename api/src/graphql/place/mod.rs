//! Areas and venues in the schema.

pub mod create_area;
pub mod create_venue;
mod queries;
pub mod types;
pub mod update_area;
pub mod update_venue;
pub mod venues;
pub mod viewer_can;

pub use queries::PlaceQueries;
