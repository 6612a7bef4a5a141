//! Drafts of events out of files that others wrote: iCalendar ([`read_ics`]) and tables
//! ([`read_csv`]). Everything that is wrong is told at once, with its line and UID; nothing is guessed
//! where a guess could move an event. What a file can cost is bounded by its size, and that by
//! [`MAX_BYTES`].

mod component;
mod content;
mod draft;
mod event;
mod fault;
mod ics;
mod repeat;
mod rrule;
mod span;
mod table;
mod table_row;
mod time;
mod zone;

pub use draft::{Draft, Reading, Source};
pub use fault::{ImportFault, ImportFaultKind};
pub use ics::read_ics;
pub use table::{COLUMNS, Column, read_csv};

/// Bytes of a file at most; while it is read it takes some thirty times its size at worst.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Events of a file at most.
pub const MAX_EVENTS: usize = 1_000;
/// Components within one another at most: a calendar, an event, an alarm, and room for more.
pub const MAX_DEPTH: usize = 8;
/// Faults that are told of a file at most.
pub const MAX_FAULTS: usize = 200;
/// Days that an event lasts at most.
pub const MAX_DAYS: i64 = 366;
