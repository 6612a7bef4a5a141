//! `event_role`: a part in one event.

use sea_orm::entity::prelude::*;

use crate::enums::EventRole;
use crate::id::{AreaId, EventId, EventRoleId, PersonId};

/// A part in one event.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_role")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventRoleId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// Who holds it.
    pub person_id: PersonId,
    /// What it allows.
    pub role: EventRole,
    /// Who gave it; none for an operator.
    pub granted_by: Option<PersonId>,
    /// When it was given.
    pub created_at: DateTimeUtc,
    /// When it was taken back.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
