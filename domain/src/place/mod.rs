//! Areas and venues: where things are and whose they are.

mod create_area;
mod create_venue;
mod import_areas;
pub mod policy;
pub mod rules;
pub mod store;
pub mod tree;
mod update_area;
mod update_venue;

pub use create_area::{CreateArea, create_area};
pub use create_venue::{CreateVenue, Position, create_venue};
pub use import_areas::{AreaCount, AreaLine, IMPORTS, ImportedAreas, import_areas};
pub use update_area::{UpdateArea, update_area};
pub use update_venue::{UpdateVenue, update_venue};
