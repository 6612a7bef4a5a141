//! Points for served hours: rules, accounts, and what points are exchanged for.

pub mod enums;
pub mod loaders;
pub mod of_area;
pub mod of_viewer;
pub mod redeem;
pub mod set_up;
pub mod types;
