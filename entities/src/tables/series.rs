//! `series`: what repeats, with what its occurrences have in common.

use sea_orm::entity::prelude::*;

use crate::enums::{EventKind, SeriesState, Visibility, WaitlistOrder};
use crate::id::{AreaId, EventId, PersonId, SeriesId, VenueId};

/// What repeats, with what its occurrences have in common.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "series")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SeriesId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The audience of its occurrences is the subtree of this area.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// The festival that groups its occurrences.
    pub festival_id: Option<EventId>,
    /// The series that it carries on, by another rule or in another form.
    pub continues_id: Option<SeriesId>,
    /// Label.
    pub kind: EventKind,
    /// Who may see its occurrences.
    pub visibility: Visibility,
    /// Title.
    pub title: String,
    /// Description in Markdown, may be empty.
    pub description: String,
    /// Where.
    pub venue_id: Option<VenueId>,
    /// Seats of an occurrence; none for unlimited.
    pub capacity: Option<i32>,
    /// Largest party, 1 to 20.
    pub max_party: i32,
    /// Whether the organisers approve each answer before it gets seats.
    pub needs_approval: bool,
    /// Who gets a seat that becomes free.
    pub waitlist_order: WaitlistOrder,
    /// How long seats that became free are held for a waiting party, in seconds; none to seat it at
    /// once.
    pub offer_seconds: Option<i32>,
    /// Most seats that one household holds; none for as many as it wants.
    pub household_limit: Option<i32>,
    /// Answers are taken from so long before each start; none for at once.
    pub opens_before_minutes: Option<i32>,
    /// Answers are taken until so long before each start; none for until the start.
    pub closes_before_minutes: Option<i32>,
    /// Whether occurrences are published as they are made.
    pub publish: bool,
    /// What it repeats by: `mulin_calendar::rule::Schedule` as JSON.
    pub schedule: String,
    /// Life cycle.
    pub state: SeriesState,
    /// Occurrences are made for the days before this one.
    pub made_until: Date,
    /// Whose programme, questions and reminders the first occurrences take over.
    pub like_event_id: Option<EventId>,
    /// Raised by every edit of an organiser.
    pub version: i32,
    /// Who made it; none for an operator.
    pub created_by: Option<PersonId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
