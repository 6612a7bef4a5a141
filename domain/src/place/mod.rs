//! Areas and venues: where things are and whose they are.

mod create_area;
mod create_venue;
pub mod policy;
pub mod rules;
pub mod store;
mod update_area;
mod update_venue;

pub use create_area::{CreateArea, create_area};
pub use create_venue::{CreateVenue, Position, create_venue};
pub use update_area::{UpdateArea, update_area};
pub use update_venue::{UpdateVenue, update_venue};
