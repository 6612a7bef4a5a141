//! Areas and venues.

mod area_grants;
mod areas;
mod create_area;
mod create_venue;
mod update_area;
mod update_venue;
