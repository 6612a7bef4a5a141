//! What became of a file.

use chrono_tz::Tz;
use mulin_calendar::rule::Schedule;
use mulin_entities::{AreaId, EventId, SeriesId, venue};
use uuid::Uuid;

use super::fault::EntryFault;
use crate::almanac::Day;
use crate::clock::Instant;
use crate::series::ScheduleInput;
use crate::tx::CommandResult;

/// What an entry becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A draft of an event.
    Event,
    /// A series whose events are drafts.
    Series,
    /// Nothing: it was imported before, and says the same.
    Known,
    /// Nothing: it was imported before and says something else now, which is left to the organisers.
    Changed,
}

/// What an organiser should know of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// No venue has the name of its place, which is kept in the description.
    LocationInDescription,
    /// Its page is kept in the description.
    LinkInDescription,
    /// It replaces an occurrence of another entry, and becomes an event of its own beside that series.
    StandsApart,
}

/// An entry without fault.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its UID, if it has one.
    pub uid: Option<String>,
    /// Title.
    pub title: String,
    /// Description, as it is or would be written.
    pub description: String,
    /// Zone of its times.
    pub zone: Tz,
    /// Start; of what repeats the first.
    pub starts_at: Instant,
    /// End; of what repeats the first.
    pub ends_at: Instant,
    /// Whether it is of whole days.
    pub all_day: bool,
    /// What it repeats by, checked.
    pub schedule: Option<Schedule>,
    /// The same, as a client would send it.
    pub repeats: Option<ScheduleInput>,
    /// The venue that has the name of its place.
    pub venue: Option<venue::Model>,
    /// The day on which it begins.
    pub day: Day,
    /// What it becomes.
    pub becomes: Becomes,
    /// What an organiser should know of it.
    pub notes: Vec<Note>,
    /// The event that it became.
    pub event_id: Option<EventId>,
    /// The series that it became.
    pub series_id: Option<SeriesId>,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct EventsImported {
    /// Into which area.
    pub area_id: AreaId,
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// The entries without fault, in order of the file.
    pub entries: Vec<Entry>,
    /// Everything that is wrong, in order of the file.
    pub faults: Vec<EntryFault>,
    /// Entries that events and series were made of.
    pub created: usize,
    /// Entries that were imported before, and say the same.
    pub unchanged: usize,
    /// Entries that were imported before, and say something else now.
    pub changed: usize,
    /// Entries that the file says are cancelled: not taken.
    pub cancelled: usize,
}

impl CommandResult for EventsImported {
    // A repeated import finds by itself what it has made.
    fn result_id(&self) -> Option<Uuid> {
        Some(self.area_id.0)
    }
}
