//! A person's data, given out and erased.

pub mod erase_me;
pub mod export_my_data;
