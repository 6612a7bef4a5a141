//! What a series repeats by, and the occurrences that come of it.
//!
//! A [`Rule`] names days; a [`Schedule`] adds the first day, the end, the time of day, the zone, the
//! duration, an offset in days, and what was taken out or added. Each occurrence has a [`Key`] that
//! comes from the rule and not from the clock, so that it stays the same when the time is moved or a
//! new moon corrected.

mod check;
mod dates;
mod gregorian;
mod key;
mod local_time;
mod occurrences;
mod schedule;
mod weekday;

pub use gregorian::{Frequency, Gregorian};
pub use key::{BadKey, Key};
pub use local_time::{LocalTime, resolve};
pub use occurrences::{MAX_WINDOW_DAYS, Occurrence, Window, WindowError};
pub use schedule::{
    End, LeapMonths, MAX_COUNT, MAX_DURATION_MINUTES, MAX_EXCEPTIONS, MAX_EXTRA_DATES,
    MAX_INTERVAL, MAX_OFFSET_DAYS, Rule, Schedule,
};
pub use weekday::{BadWeekday, NthWeekday};
