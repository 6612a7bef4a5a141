//! Makes a team of volunteers.

use mulin_entities::{AreaId, TeamId, team};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;

/// A new team.
#[derive(Clone, Debug, Serialize)]
pub struct CreateTeam {
    /// The area it serves.
    pub area_id: IdInput<AreaId>,
    /// Name, which no other team of the area has.
    pub name: String,
}

/// Makes a team.
pub async fn create_team(
    core: &Core,
    actor: &Actor,
    input: CreateTeam,
    key: Option<String>,
) -> Result<team::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "createTeam", &input).await? {
                let team = store::team(tx.db(), TeamId(id)).await?;
                return team.ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let area_id = faults.id("areaId", "Area", input.area_id);
            let name = faults.line("name", &input.name, 1..=60);
            // Its lock keeps the name free until the commit.
            let area = match area_id {
                Some(id) => place::store::lock_area(tx.db(), id).await?,
                None => None,
            };
            if area_id.is_some() && area.is_none() {
                faults.add("areaId", Rule::NotFound);
            }
            if let Some(area) = &area {
                policy::may_create(tx.actor(), area)?;
                if store::is_taken(tx.db(), area.id, &name, None).await? {
                    faults.add("name", Rule::Duplicate);
                }
            }
            faults.finish()?;
            let area = area.ok_or_else(|| Error::not_found("areaId"))?;
            let team = team::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(area.root_area_id),
                area_id: Set(area.id),
                area_path: Set(area.path),
                name: Set(name),
                max_minutes_a_day: Set(480),
                max_minutes_a_week: Set(1_200),
                rest_minutes: Set(30),
                version: Set(1),
                created_at: Set(tx.now()),
                updated_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            tx.record(team.root_area_id, What::TeamCreated { team_id: team.id });
            Ok(team)
        })
    })
    .await
}
