//! `event`: one occurrence with a time, a place, an audience and a state.

use sea_orm::entity::prelude::*;

use crate::enums::{EventKind, EventState, Visibility, WaitlistOrder};
use crate::id::{AreaId, EventId, PersonId, VenueId};

/// One occurrence with a time, a place, an audience and a state.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Its audience is the subtree of this area.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// The festival that groups it.
    pub festival_id: Option<EventId>,
    /// Label.
    pub kind: EventKind,
    /// Life cycle.
    pub state: EventState,
    /// Who may see it.
    pub visibility: Visibility,
    /// Title.
    pub title: String,
    /// Description in Markdown, may be empty.
    pub description: String,
    /// Where.
    pub venue_id: Option<VenueId>,
    /// IANA zone of the wall-clock times.
    pub time_zone: String,
    /// Wall-clock start as the organiser wrote it.
    pub starts_local: DateTime,
    /// Wall-clock end.
    pub ends_local: DateTime,
    /// Start, derived.
    pub starts_at: DateTimeUtc,
    /// End, derived.
    pub ends_at: DateTimeUtc,
    /// Answers are taken from here; none for at once.
    pub rsvp_opens_at: Option<DateTimeUtc>,
    /// Answers are taken until here; none for until the start.
    pub rsvp_closes_at: Option<DateTimeUtc>,
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
    /// Version of the questions that are asked; 0 for none.
    pub form_version: i32,
    /// Raised when the time changes; messages about an older one are stale.
    pub schedule_rev: i32,
    /// What the organiser told about a cancellation.
    pub cancel_reason: Option<String>,
    /// Title, description and place as bigrams.
    pub search_text: String,
    /// Raised by every edit, never by an RSVP.
    pub version: i32,
    /// Who made it; none for an operator.
    pub created_by: Option<PersonId>,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
