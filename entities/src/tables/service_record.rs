//! `service_record`: what a volunteer did: never edited, only corrected by another.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, PersonId, ServiceRecordId, ShiftSignUpId, TeamId};

/// What a volunteer did: never edited, only corrected by another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_record")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceRecordId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// At which event.
    pub event_id: EventId,
    /// On which shift, as what.
    pub sign_up_id: ShiftSignUpId,
    /// With which team.
    pub team_id: Option<TeamId>,
    /// Who; none once they were erased.
    pub person_id: Option<PersonId>,
    /// What they did.
    pub content: String,
    /// Where.
    pub place: Option<String>,
    /// Since when.
    pub starts_at: DateTimeUtc,
    /// Until when.
    pub ends_at: DateTimeUtc,
    /// For how long; never longer than the shift.
    pub minutes: i32,
    /// Who vouches for it; never they themselves.
    pub certified_by: Option<PersonId>,
    /// The record in whose place this one stands.
    pub corrects: Option<ServiceRecordId>,
    /// Why that one was not right.
    pub reason: Option<String>,
    /// When it was certified.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
