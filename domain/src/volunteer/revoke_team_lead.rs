//! Takes the lead of a team back: it ends now.

use mulin_entities::{PersonId, TeamId, team};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// Who is to lead what no longer.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeTeamLead {
    /// Which team.
    pub team_id: IdInput<TeamId>,
    /// Who.
    pub person_id: IdInput<PersonId>,
}

/// Takes the lead of a team back; answers the team. Of somebody who does not lead it, nothing
/// changes.
pub async fn revoke_team_lead(
    core: &Core,
    actor: &Actor,
    input: RevokeTeamLead,
) -> Result<team::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let team_id = faults.id("teamId", "Team", input.team_id);
            let person_id = faults.id("personId", "Person", input.person_id);
            faults.finish()?;
            let missing = || Error::not_found("teamId");
            let (Some(team_id), Some(person_id)) = (team_id, person_id) else {
                return Err(missing());
            };
            let team = store::lock_team(tx.db(), team_id).await?;
            let team = team.ok_or_else(missing)?;
            policy::may_grant_lead(tx.actor(), &team.area_path)?;
            let Some(lead) = store::held(tx.db(), team_id, person_id).await? else {
                return Ok(team);
            };
            let mut edit = lead.into_active_model();
            edit.ended_at = Set(Some(tx.now()));
            edit.update(tx.db()).await?;
            let revoked = What::TeamLeadRevoked { team_id, person_id };
            tx.record(team.root_area_id, revoked);
            Ok(team)
        })
    })
    .await
}
