//! Who may see and do what with teams. Hidden means not found.

use mulin_entities::{Role, TeamId, area, team};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Teams are for everybody who is signed in.
pub fn may_see(actor: &Actor) -> bool {
    actor.signed_in().is_some() || matches!(actor, Actor::System)
}

/// Who leads a team is told by name to the people of the same city; others see masked names.
pub fn may_see_names(actor: &Actor, team: &team::Model) -> bool {
    let same_city = |person: &crate::actor::PersonActor| person.root_area_id == team.root_area_id;
    actor.signed_in().is_some_and(same_city) || matches!(actor, Actor::System)
}

/// Organisers and administrators of the area make its teams.
pub fn may_create(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], &area.path))
}

/// They edit its teams too, and a team's leads theirs.
pub fn may_update(actor: &Actor, team: TeamId, area_path: &str) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], area_path) || actor.leads(team))
}

/// Organisers and administrators of the area choose who leads its teams; leads do not.
pub fn may_grant_lead(actor: &Actor, area_path: &str) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], area_path))
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
