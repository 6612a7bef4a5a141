//! `stall`: where something is done for people on a service day.

use sea_orm::entity::prelude::*;

use crate::enums::Skill;
use crate::id::{AreaId, EventId, StallId, TeamId};

/// A stall of a service day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stall")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StallId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The service day.
    pub event_id: EventId,
    /// The team that staffs it.
    pub team_id: Option<TeamId>,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub place: Option<String>,
    /// What who serves there must have shown that they can.
    pub needed_skill: Option<Skill>,
    /// Share of each slot that is kept for those who did not book.
    pub walk_in_percent: i32,
    /// Age in years from which people go first; none: nobody for their age.
    pub priority_from_age: Option<i32>,
    /// How often somebody is called before they can be skipped.
    pub calls_before_skip: i32,
    /// After how many others somebody who was skipped comes again.
    pub back_after: i32,
    /// How many places ahead somebody is told that it is nearly their turn.
    pub nearly_places: i32,
    /// Raised by every edit.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
    /// When it was taken away.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
