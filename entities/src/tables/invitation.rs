//! `invitation`: an invitation to an event for a person, a household or an area.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, HouseholdId, InvitationId, InvitationLinkId, PersonId};

/// An invitation to an event for a person, a household or an area.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The person who is invited.
    pub person_id: Option<PersonId>,
    /// The household that is invited.
    pub household_id: Option<HouseholdId>,
    /// The area whose people are invited.
    pub area_id: Option<AreaId>,
    /// The link that the person opened.
    pub link_id: Option<InvitationLinkId>,
    /// Who invited.
    pub invited_by: PersonId,
    /// When that was.
    pub created_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
