//! The calendar in use: lunar dates with the operator's corrections, and what each day is (节日、节气、
//! 放假、调休上班). Of everybody, so that everybody may read it; the operator writes it.

mod days;
mod import_holidays;
mod import_new_moons;
mod policy;
mod rules;
mod store;

pub use days::{AlmanacInUse, Day, DayHint, DayKind, days, hints, in_use, period};
pub use import_holidays::{HolidayLine, ImportedHolidays, ImportedYear, import_holidays};
pub use import_new_moons::{ImportedNewMoons, NewMoonLine, import_new_moons};
pub use rules::{MAX_DAYS, day};
