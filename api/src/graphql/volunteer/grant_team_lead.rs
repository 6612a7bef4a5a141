//! `grantTeamLead`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::volunteer;

use super::types::Team;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// Who is to lead what.
#[derive(InputObject)]
pub struct GrantTeamLeadInput {
    /// Which team.
    pub team_id: ID,
    /// Who: somebody of the team's area, or whom you may see.
    pub person_id: ID,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `grantTeamLead`.
#[derive(SimpleObject)]
pub struct GrantTeamLeadPayload {
    /// The team; null if refused.
    pub team: Option<Team>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct GrantTeamLeadMutation;

#[Object]
impl GrantTeamLeadMutation {
    /// Names somebody to lead a team; who leads it already stays its lead. For organisers and
    /// administrators of its area.
    async fn grant_team_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and which team.")] input: GrantTeamLeadInput,
    ) -> Result<GrantTeamLeadPayload> {
        let command = volunteer::GrantTeamLead {
            team_id: decode(&input.team_id),
            person_id: decode(&input.person_id),
        };
        let answer =
            volunteer::grant_team_lead(ctx.core(), ctx.actor(), command, input.idempotency_key)
                .await;
        let (lead, user_errors) = outcome(ctx, answer)?;
        let team = match lead {
            Some(lead) => load(ctx, lead.team_id).await?,
            None => None,
        };
        Ok(GrantTeamLeadPayload {
            team: team.map(Team),
            user_errors,
        })
    }
}
