//! `check_in_list`: a list that people are checked in on.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, CheckInListId, EventId};

/// A list that people are checked in on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_in_list")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckInListId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// Name.
    pub name: String,
    /// Whether it is the one that is meant if none is named.
    pub is_default: bool,
    /// From when people are checked in.
    pub opens_at: Option<DateTimeUtc>,
    /// Until when.
    pub closes_at: Option<DateTimeUtc>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was edited last.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
