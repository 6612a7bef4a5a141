//! `seating_plan`: who sits where at a banquet.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, PersonId};

/// Who sits where at a banquet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seating_plan")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The seed that it was last arranged with.
    pub seed: Option<i64>,
    /// When that was.
    pub arranged_at: Option<DateTimeUtc>,
    /// Who had it arranged.
    pub arranged_by: Option<PersonId>,
    /// When guests were last shown it.
    pub published_at: Option<DateTimeUtc>,
    /// Raised by every edit of tables, rules and places.
    pub version: i32,
    /// When its tables were first set.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
