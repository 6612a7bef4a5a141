//! Edits a team: its name, and how much its volunteers serve.

use mulin_entities::{TeamId, team};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::place;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateTeam {
    /// Which team.
    pub team_id: IdInput<TeamId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New name.
    pub name: Patch<String>,
    /// Longest that a volunteer serves on one day, 30 to 1,440 minutes.
    pub max_minutes_a_day: Patch<i32>,
    /// Longest that a volunteer serves in one week, 30 to 10,080 minutes.
    pub max_minutes_a_week: Patch<i32>,
    /// Rest between two shifts, 0 to 1,440 minutes.
    pub rest_minutes: Patch<i32>,
}

/// Edits a team.
pub async fn update_team(core: &Core, actor: &Actor, input: UpdateTeam) -> Result<team::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("teamId", "Team", input.team_id);
            let name = faults.required("name", input.name);
            let name = name.map(|name| faults.line("name", &name, 1..=60));
            let day = faults.required("maxMinutesADay", input.max_minutes_a_day);
            let day = day.map(|most| faults.number("maxMinutesADay", most, 30..=1_440));
            let week = faults.required("maxMinutesAWeek", input.max_minutes_a_week);
            let week = week.map(|most| faults.number("maxMinutesAWeek", most, 30..=10_080));
            let rest = faults.required("restMinutes", input.rest_minutes);
            let rest = rest.map(|least| faults.number("restMinutes", least, 0..=1_440));
            let Some(id) = id else {
                return faults.finish().and(Err(Error::not_found("teamId")));
            };
            let missing = || Error::not_found("teamId");
            let seen = store::team(tx.db(), id).await?.ok_or_else(missing)?;
            if !policy::may_see(tx.actor()) {
                return Err(missing());
            }
            policy::may_update(tx.actor(), seen.id, &seen.area_path)?;
            // The area before the team, as in every command: it keeps the name free.
            place::store::lock_area(tx.db(), seen.area_id).await?;
            let team = store::lock_team(tx.db(), id).await?.ok_or_else(missing)?;
            if let Some(name) = &name
                && store::is_taken(tx.db(), team.area_id, name, Some(team.id)).await?
            {
                faults.add("name", Rule::Duplicate);
            }
            faults.finish()?;
            if input
                .expected_version
                .is_some_and(|version| version != team.version)
            {
                return Err(Refusal::VersionConflict {
                    current: team.version,
                }
                .into());
            }
            let version = team.version;
            let mut edit = team.into_active_model();
            if let Some(name) = name {
                edit.name = Set(name);
            }
            if let Some(day) = day {
                edit.max_minutes_a_day = Set(day);
            }
            if let Some(week) = week {
                edit.max_minutes_a_week = Set(week);
            }
            if let Some(rest) = rest {
                edit.rest_minutes = Set(rest);
            }
            edit.version = Set(version + 1);
            edit.updated_at = Set(tx.now());
            let team = edit.update(tx.db()).await?;
            tx.record(team.root_area_id, What::TeamUpdated { team_id: team.id });
            Ok(team)
        })
    })
    .await
}
