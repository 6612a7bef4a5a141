//! `team_lead`: who leads a team.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, PersonId, TeamId, TeamLeadId};

/// Who leads a team.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_lead")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamLeadId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The team.
    pub team_id: TeamId,
    /// Who leads it.
    pub person_id: PersonId,
    /// Who made them its lead; none for an operator.
    pub granted_by: Option<PersonId>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// Until when.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
