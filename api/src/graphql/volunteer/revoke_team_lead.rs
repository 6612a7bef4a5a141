//! `revokeTeamLead`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::volunteer;

use super::types::Team;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Who is to lead what no longer.
#[derive(InputObject)]
pub struct RevokeTeamLeadInput {
    /// Which team.
    pub team_id: ID,
    /// Who.
    pub person_id: ID,
}

/// What became of `revokeTeamLead`.
#[derive(SimpleObject)]
pub struct RevokeTeamLeadPayload {
    /// The team; null if refused.
    pub team: Option<Team>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RevokeTeamLeadMutation;

#[Object]
impl RevokeTeamLeadMutation {
    /// Takes the lead of a team back; it ends at once. Doing so twice changes nothing. For organisers and
    /// administrators of its area.
    async fn revoke_team_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and which team.")] input: RevokeTeamLeadInput,
    ) -> Result<RevokeTeamLeadPayload> {
        let command = volunteer::RevokeTeamLead {
            team_id: decode(&input.team_id),
            person_id: decode(&input.person_id),
        };
        let answer = volunteer::revoke_team_lead(ctx.core(), ctx.actor(), command).await;
        let (team, user_errors) = outcome(ctx, answer)?;
        Ok(RevokeTeamLeadPayload {
            team: team.map(Team),
            user_errors,
        })
    }
}
