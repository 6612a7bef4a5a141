//! `shift`: a time for which volunteers are needed at an event.

use sea_orm::entity::prelude::*;

use crate::enums::ShiftState;
use crate::id::{AreaId, EventId, ShiftId, StallId, TeamId};

/// A time for which volunteers are needed at an event.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShiftId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The team whose leads look after it.
    pub team_id: Option<TeamId>,
    /// The stall where it is.
    pub stall_id: Option<StallId>,
    /// What is done.
    pub name: String,
    /// Where to come.
    pub place: Option<String>,
    /// When it starts.
    pub starts_at: DateTimeUtc,
    /// When it has ended.
    pub ends_at: DateTimeUtc,
    /// Until how long before the start volunteers may take themselves off.
    pub cancel_until_minutes: i32,
    /// From which age minors may help; none if they may not.
    pub minors_from_age: Option<i32>,
    /// How it stands.
    pub state: ShiftState,
    /// When volunteers were last asked to come.
    pub called_at: Option<DateTimeUtc>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
