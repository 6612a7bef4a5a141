//! Imports an organiser's calendar (.ics) or table (CSV) into drafts of events and series: what a file
//! says is shown first, and taken in whole or not at all. A file may come again: what was imported is
//! known by its entries' UIDs, and left to the organisers.

mod fault;
mod import_events;
mod input;
mod names;
mod policy;
mod reading;
mod rules;
mod store;
mod written;

pub use fault::{EntryFault, Wrong};
pub use import_events::import_events;
pub use input::{FileFormat, ImportEvents};
pub use rules::{MAX_BYTES, MAX_ENTRIES, MAX_OCCURRENCES};
pub use written::{Becomes, Entry, EventsImported, Note};
