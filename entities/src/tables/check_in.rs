//! `check_in`: a party, a person or a number of heads that was checked in.

use sea_orm::entity::prelude::*;

use crate::enums::CheckInMethod;
use crate::id::{AreaId, CheckInId, CheckInListId, EventId, PersonId, RsvpId};

/// A party, a person or a number of heads that was checked in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_in")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckInId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The list.
    pub list_id: CheckInListId,
    /// The answer; none for walk-ins.
    pub rsvp_id: Option<RsvpId>,
    /// How.
    pub method: CheckInMethod,
    /// Adults who came.
    pub adults: i32,
    /// Children who came.
    pub children: i32,
    /// What the device that was offline calls itself.
    pub device: Option<String>,
    /// What that device calls this check-in, so that it is noted once.
    pub client_id: Option<String>,
    /// When it was by the clock of the device, which decides nothing.
    pub device_at: Option<DateTimeUtc>,
    /// Who checked them in.
    pub checked_in_by: PersonId,
    /// When the server accepted it.
    pub checked_in_at: DateTimeUtc,
    /// Who took it back.
    pub undone_by: Option<PersonId>,
    /// When that was.
    pub undone_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
