//! `team_member`: who is a volunteer of a team.

use sea_orm::entity::prelude::*;

use crate::enums::MemberState;
use crate::id::{AreaId, PersonId, TeamId, TeamMemberId};

/// Who is a volunteer of a team.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_member")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamMemberId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The team.
    pub team_id: TeamId,
    /// Who.
    pub person_id: PersonId,
    /// How it stands.
    pub state: MemberState,
    /// When they asked, or were added.
    pub created_at: DateTimeUtc,
    /// Since when they belong to it.
    pub joined_at: Option<DateTimeUtc>,
    /// Who let them in.
    pub approved_by: Option<PersonId>,
    /// Until when.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
