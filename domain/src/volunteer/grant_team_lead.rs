//! Names somebody to lead a team.

use mulin_entities::{PersonId, TeamId, TeamLeadId, team_lead};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person;

/// Leads that one team may have.
const MAX_LEADS: u64 = 20;

/// Who is to lead what.
#[derive(Clone, Debug, Serialize)]
pub struct GrantTeamLead {
    /// Which team.
    pub team_id: IdInput<TeamId>,
    /// Who.
    pub person_id: IdInput<PersonId>,
}

/// Names a lead. Who leads the team already stays its lead.
pub async fn grant_team_lead(
    core: &Core,
    actor: &Actor,
    input: GrantTeamLead,
    key: Option<String>,
) -> Result<team_lead::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "grantTeamLead", &input).await? {
                let lead = store::lead(tx.db(), TeamLeadId(id)).await?;
                return lead.ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let team_id = faults.id("teamId", "Team", input.team_id);
            let person_id = faults.id("personId", "Person", input.person_id);
            let (Some(team_id), Some(person_id)) = (team_id, person_id) else {
                return faults.finish().and(Err(Error::not_found("teamId")));
            };
            let missing = || Error::not_found("teamId");
            person::store::hold(tx.db(), person_id).await?;
            let team = store::lock_team(tx.db(), team_id).await?;
            let team = team.ok_or_else(missing)?;
            policy::may_grant_lead(tx.actor(), &team.area_path)?;
            let area = person::Reach {
                root_area_id: team.root_area_id,
                area_path: &team.area_path,
                known_otherwise: false,
            };
            let person = person::appointee(tx, &mut faults, "personId", person_id, area).await?;
            faults.finish()?;
            let person = person.ok_or_else(|| Error::not_found("personId"))?;
            if let Some(held) = store::held(tx.db(), team_id, person.id).await? {
                return Ok(held);
            }
            if store::count_leads(tx.db(), team_id).await? >= MAX_LEADS {
                return Err(Error::input("teamId", Rule::Count { max: 20 }));
            }
            let lead = team_lead::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(team.root_area_id),
                team_id: Set(team_id),
                person_id: Set(person.id),
                granted_by: Set(tx.actor().person_id()),
                created_at: Set(tx.now()),
                ended_at: Set(None),
            }
            .insert(tx.db())
            .await?;
            let granted = What::TeamLeadGranted {
                team_id,
                person_id: person.id,
            };
            tx.record(team.root_area_id, granted);
            Ok(lead)
        })
    })
    .await
}
