//! What a file says and becomes.

use async_graphql::{Context, Enum, Result, SimpleObject};
use mulin_domain::event_import as domain;

use super::texts;
use crate::graphql::almanac::types::CalendarDay;
use crate::graphql::context::ContextExt;
use crate::graphql::event::types::Event;
use crate::graphql::loaders::load;
use crate::graphql::place::types::Venue;
use crate::graphql::scalars::{DateTime, Markdown, TimeZone};
use crate::graphql::series::schedule::SeriesSchedule;
use crate::graphql::series::types::Series;
use crate::graphql::texts::Speech;

/// How a file is written.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::FileFormat")]
pub enum ImportFormat {
    /// iCalendar (`.ics`, RFC 5545), as calendars export it.
    Ics,
    /// A table with a header (RFC 4180), with commas, semicolons or tabs.
    Csv,
}

/// What an entry of a file becomes. Values may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Becomes")]
pub enum ImportedAs {
    /// A draft of an event.
    Event,
    /// A series, whose events are drafts.
    Series,
    /// Nothing: it was imported before, and says the same.
    Known,
    /// Nothing: it was imported before and says something else now. What was made is left to the
    /// organisers.
    Changed,
}

/// What an organiser should know of an entry. Notes may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Note")]
pub enum ImportNote {
    /// No venue of the area has the name of its place, which stands in the description instead.
    LocationInDescription,
    /// Its web page stands in the description.
    LinkInDescription,
    /// It replaces an occurrence of another entry: the series leaves that one out, and this becomes an event
    /// of its own.
    StandsApart,
}

/// An entry of a file without fault, and what it becomes.
#[derive(SimpleObject)]
pub struct ImportedDraft {
    /// Line on which it begins, from 1.
    pub line: i32,
    /// Its UID, or the cell of the column `uid`; null if it has none.
    pub uid: Option<String>,
    /// Title.
    pub title: String,
    /// Description, with what has no field of its own here.
    pub description: Markdown,
    /// Start; of what repeats the first.
    pub starts_at: DateTime,
    /// End; of what repeats the first.
    pub ends_at: DateTime,
    /// Zone of its times.
    pub time_zone: TimeZone,
    /// Whether it is of whole days: it starts and ends at midnight.
    pub all_day: bool,
    /// What it repeats by; null if it does not.
    pub repeats: Option<SeriesSchedule>,
    /// The venue of the area, or of one above it, that has exactly the name of its place; null if there
    /// is none.
    pub venue: Option<Venue>,
    /// What is known of the day on which it starts: festivals, days off, make-up working days.
    pub day: CalendarDay,
    /// What it becomes.
    pub becomes: ImportedAs,
    /// What an organiser should know of it.
    pub notes: Vec<ImportNote>,
    /// The event that it is; null before it is made, and if it repeats.
    pub event: Option<Event>,
    /// The series that it is; null before it is made, and if it does not repeat.
    pub series: Option<Series>,
}

impl ImportedDraft {
    /// As the caller reads it.
    pub(super) async fn new(ctx: &Context<'_>, entry: domain::Entry) -> Result<Self> {
        let event = match entry.event_id {
            Some(id) => load(ctx, id).await?.map(Event::new),
            None => None,
        };
        let series = match entry.series_id {
            Some(id) => load(ctx, id).await?.map(Series),
            None => None,
        };
        let zone = entry.zone;
        Ok(Self {
            line: line(entry.line),
            uid: entry.uid,
            title: entry.title,
            description: Markdown(entry.description),
            starts_at: DateTime(entry.starts_at),
            ends_at: DateTime(entry.ends_at),
            time_zone: TimeZone(zone.name().to_owned()),
            all_day: entry.all_day,
            repeats: entry.repeats.map(|of| SeriesSchedule::new(of, zone)),
            venue: entry.venue.map(Venue),
            day: CalendarDay::new(entry.day, ctx.request().speech)?,
            becomes: entry.becomes.into(),
            notes: entry.notes.into_iter().map(Into::into).collect(),
            event,
            series,
        })
    }
}

/// Something that is wrong with a file.
#[derive(SimpleObject)]
pub struct ImportFault {
    /// Its line, from 1; null if it is the whole file.
    pub line: Option<i32>,
    /// UID of the entry; null if it has none, or if it is the whole file.
    pub uid: Option<String>,
    /// The property or column; null if it is the line or the file.
    pub field: Option<String>,
    /// Stable code, SCREAMING_SNAKE_CASE. Codes may be added: treat one that you do not know by its
    /// message.
    pub code: String,
    /// The reason and the way out, in the caller's language.
    pub message: String,
    /// Whether it is a fault of the whole file, which `skipFaulty` does not pass over.
    pub whole_file: bool,
}

impl ImportFault {
    /// As the caller reads it.
    pub(super) fn new(fault: domain::EntryFault, speech: Speech) -> Self {
        Self {
            message: texts::fault(&fault, speech),
            code: fault.wrong.code().to_owned(),
            whole_file: fault.wrong.is_of_the_file(),
            line: fault.line.map(line),
            uid: fault.uid,
            field: (!fault.field.is_empty()).then_some(fault.field),
        }
    }
}

fn line(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
