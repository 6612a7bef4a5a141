//! Who may see and do what with teams. Hidden means not found.

use mulin_entities::{PersonId, Role, TeamId, area, person, team};

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
pub fn edits(actor: &Actor, team: TeamId, area_path: &str) -> bool {
    actor.has_role(&[Role::Organiser], area_path) || actor.leads(team)
}

/// [`edits`], or forbidden.
pub fn may_update(actor: &Actor, team: TeamId, area_path: &str) -> Result<()> {
    allow(edits(actor, team, area_path))
}

/// Who is of a team is known to those who edit it, and to its volunteers.
pub fn may_see_members(actor: &Actor, team: TeamId, area_path: &str) -> bool {
    edits(actor, team, area_path) || actor.is_member(team)
}

/// What somebody can do, and has done, is for them, for those who may act for them, which `acts_for`
/// tells, for who looks after their unit, and for the leads of the teams that they belong to.
pub fn may_see_volunteer(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
    teams: &[TeamId],
    acts_for: bool,
) -> bool {
    actor.person_id() == Some(person.id)
        || acts_for
        || actor.has_role(&[Role::Steward], unit_path)
        || teams.iter().any(|team| actor.leads(*team))
}

/// Who looks after a person's unit, and who leads a team of theirs, sees what they show; nobody vouches
/// for themselves, which is asked apart.
pub fn may_see_proof(actor: &Actor, unit_path: &str, teams: &[TeamId]) -> bool {
    actor.has_role(&[Role::Steward, Role::Organiser], unit_path)
        || teams.iter().any(|team| actor.leads(*team))
}

/// Whether it is the actor's own.
pub fn is_own(actor: &Actor, person: PersonId) -> bool {
    actor.person_id() == Some(person)
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
