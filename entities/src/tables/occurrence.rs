//! `occurrence`: which event is which one of a series.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, SeriesId};

/// The place of an event in its series. It stays when the event is cancelled or moved, so that the
/// occurrence is never made again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "occurrence")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The series.
    pub series_id: SeriesId,
    /// Its identity within the series: `mulin_calendar::rule::Key` as text.
    pub recurrence_key: String,
    /// The rule's day, before any offset.
    pub original_date: Date,
    /// The start that the rule gives it, wherever it was moved to.
    pub original_starts_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
