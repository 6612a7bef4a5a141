//! `event_source`: which entry of an organiser's file became which event or series.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, SeriesId};

/// An entry of a file that was imported, by hashes alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_source")]
pub struct Model {
    /// The area that it was imported into.
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_id: AreaId,
    /// Hash of its UID, or of its title and start: by it the entry is known again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_key: String,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event that it became, if it does not repeat.
    pub event_id: Option<EventId>,
    /// The series that it became, if it repeats.
    pub series_id: Option<SeriesId>,
    /// Hash of everything that was read of it: by it an entry is known to say something else now.
    pub digest: String,
    /// When.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
