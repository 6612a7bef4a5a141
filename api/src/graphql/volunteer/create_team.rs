//! `createTeam`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::volunteer;

use super::types::Team;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A new team.
#[derive(InputObject)]
pub struct CreateTeamInput {
    /// The area it serves.
    pub area_id: ID,
    /// Name, 1 to 60 characters, which no other team of the area has.
    pub name: String,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `createTeam`.
#[derive(SimpleObject)]
pub struct CreateTeamPayload {
    /// The team; null if refused.
    pub team: Option<Team>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreateTeamMutation;

#[Object]
impl CreateTeamMutation {
    /// Makes a team of volunteers (邻里帮帮团). For organisers and administrators of the area.
    async fn create_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: CreateTeamInput,
    ) -> Result<CreateTeamPayload> {
        let command = volunteer::CreateTeam {
            area_id: decode(&input.area_id),
            name: input.name,
        };
        let answer =
            volunteer::create_team(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (team, user_errors) = outcome(ctx, answer)?;
        Ok(CreateTeamPayload {
            team: team.map(Team),
            user_errors,
        })
    }
}
