//! Counts of what took place in an area, in the schema.

pub mod enums;
pub mod of_area;
pub mod types;
