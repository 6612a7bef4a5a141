//! The Chinese calendar, recurrence, and calendars' files. Pure: no input or output, no clock, no
//! database, no GraphQL. A caller brings dates, rules, bytes and the administrators' corrections, and
//! gets values back.
//!
//! - [`lunar`]: Gregorian and lunar dates, and their words
//! - [`solar`]: the 24 solar terms
//! - [`festival`]: traditional festivals, and what falls on the days of a range
//! - [`rule`]: what a series repeats by, and the occurrences that come of it
//! - [`mapping`]: what becomes of occurrences when their rule changes
//! - [`ical`]: iCalendar files, written one event at a time
//! - [`import`]: drafts of events out of iCalendar and CSV files

pub mod fault;
pub mod festival;
pub mod ical;
pub mod import;
pub mod lunar;
pub mod mapping;
pub mod range;
pub mod rule;
pub mod solar;
mod text;
