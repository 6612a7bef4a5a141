//! What is kept about people, given out to them, and erased; and the keys that it is sealed with.
//! Knows all nouns, and none knows it.

pub mod catalogue;
mod erase_me;
mod export;
mod names;
pub mod policy;
pub mod reseal;
mod sealed_store;
mod store;

pub use erase_me::{EraseMe, erase_me};
pub use export::{Export, ExportMyData, export_my_data};
