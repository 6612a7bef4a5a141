//! `announcement`: what an organiser tells those who answered an event.

use sea_orm::entity::prelude::*;

use crate::enums::{AnnouncementState, Presence};
use crate::id::{AnnouncementId, AreaId, EventId, PersonId};

/// What an organiser tells those who answered an event.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnnouncementId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// Who wrote it.
    pub author_id: PersonId,
    /// What it is about, in a line.
    pub subject: String,
    /// The words.
    pub body: String,
    /// For which answers: names of states, sorted and parted by commas.
    pub audience: String,
    /// For those who are there only, or those who are not.
    pub presence: Option<Presence>,
    /// For those who live there only.
    pub area_id: Option<AreaId>,
    /// Which channels it may go by, in this order for who has none of their own; none for all.
    pub channels: Option<String>,
    /// When it is wanted, if at a time.
    pub send_at: Option<DateTimeUtc>,
    /// When it is wanted, if so long before the start.
    pub before_seconds: Option<i32>,
    /// How far it is.
    pub state: AnnouncementState,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it was called off.
    pub cancelled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
