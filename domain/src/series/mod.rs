//! Series: what repeats by a rule, and the events that are its occurrences. These are made ahead as
//! rows, so that answers, programme, reminders and messages belong to one occurrence each.

pub mod carried;
mod change_occurrences;
mod create_series;
mod edit_series;
mod edit_store;
mod end_series;
mod error;
pub mod inherited;
pub mod list;
mod make;
mod move_occurrence;
mod of_event;
pub mod policy;
mod preview;
mod remap;
mod replay;
mod reschedule;
pub mod rules;
pub mod schedule_input;
mod skip_occurrence;
mod split;
pub mod store;
mod template_patch;
mod update_occurrence;
mod update_series;
mod write_edit;

pub(crate) use create_series::create;
pub use create_series::{CreateSeries, create_series};
pub use end_series::{EndSeries, end_series};
pub use error::SeriesError;
pub use inherited::{Inherited, OccurrenceField, overrides};
pub use make::{Made, make_occurrences};
pub use move_occurrence::{MoveOccurrence, move_occurrence};
pub use mulin_calendar::rule::{Frequency, LeapMonths};
pub use mulin_calendar::solar::SolarTerm;
pub use preview::{Clocks, MAX_PREVIEW, PreviewDate, preview, preview_of};
pub use schedule_input::{GregorianInput, RuleInput, ScheduleInput, WeekdayInput};
pub use skip_occurrence::{SkipOccurrence, skip_occurrence};
pub use update_series::{CancelledOccurrence, Scope, SeriesUpdated, UpdateSeries, update_series};
