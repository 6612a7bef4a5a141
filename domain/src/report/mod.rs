//! Counts of what took place in an area: events, people, services, volunteers.

mod age_band;
mod few;
mod figures;
mod people_store;
pub mod policy;
mod range;
mod store;
mod text;
mod work_store;

pub use age_band::AgeBand;
pub use figures::{AreaFigures, Figures, Residence, ServedService, by_area, figures};
pub use range::{Asked, MOST_DAYS, Period, Range};
