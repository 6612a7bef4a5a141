//! `programme_item`: one item on a festival's programme; times are relative, so that moving the event moves them.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, ProgrammeItemId};

/// One item on a festival's programme; times are relative, so that moving the event moves them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProgrammeItemId,
    /// The event.
    pub event_id: EventId,
    /// Stage or place within the venue, may be empty.
    pub stage: String,
    /// Title.
    pub title: String,
    /// Who performs, may be empty.
    pub performers: String,
    /// Seconds after the event's start.
    pub starts_after_seconds: i32,
    /// Length in seconds.
    pub duration_seconds: i32,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
