//! Tables, typed ids and database enums: what is stored, and nothing of what it means.

pub mod enums;
pub mod id;
mod tables;

pub use enums::*;
pub use id::*;
pub use tables::*;
