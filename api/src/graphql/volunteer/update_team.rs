//! `updateTeam`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::volunteer;
use mulin_entities::TeamId;

use super::types::Team;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::user_error::UserError;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateTeamInput {
    /// Which team.
    pub team_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Name, 1 to 60 characters, which no other team of the area has.
    pub name: MaybeUndefined<String>,
    /// Longest that a volunteer serves on one day, 30 to 1440 minutes.
    pub max_minutes_a_day: MaybeUndefined<i32>,
    /// Longest that a volunteer serves in one week from Monday, 30 to 10080 minutes.
    pub max_minutes_a_week: MaybeUndefined<i32>,
    /// Rest between two shifts, 0 to 1440 minutes.
    pub rest_minutes: MaybeUndefined<i32>,
}

/// What became of `updateTeam`.
#[derive(SimpleObject)]
pub struct UpdateTeamPayload {
    /// The team; null if refused, except on a version conflict, which shows it as it is now.
    pub team: Option<Team>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateTeamMutation;

#[Object]
impl UpdateTeamMutation {
    /// Edits a team. For its leads, and organisers and administrators of its area.
    async fn update_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateTeamInput,
    ) -> Result<UpdateTeamPayload> {
        let team_id = decode::<TeamId>(&input.team_id);
        let command = volunteer::UpdateTeam {
            team_id: team_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            max_minutes_a_day: patch(input.max_minutes_a_day),
            max_minutes_a_week: patch(input.max_minutes_a_week),
            rest_minutes: patch(input.rest_minutes),
        };
        let answer = volunteer::update_team(ctx.core(), ctx.actor(), command).await;
        let (mut team, user_errors) = outcome(ctx, answer)?;
        if let (true, Ok(id)) = (is_conflict(&user_errors), team_id) {
            team = load(ctx, id).await?;
        }
        Ok(UpdateTeamPayload {
            team: team.map(Team),
            user_errors,
        })
    }
}
