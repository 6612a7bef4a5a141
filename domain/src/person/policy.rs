//! Who may see and do what with people. Hidden means not found.

use mulin_entities::{Role, area, household, person, role_grant};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Stewards and administrators register the people of their subtree.
pub fn may_register(actor: &Actor, unit: &area::Model) -> Result<()> {
    allow(actor.has_role(&[Role::Steward], &unit.path))
}

/// One sees oneself, one's household, and the people of the subtree one looks after.
pub fn may_see(actor: &Actor, person: &person::Model, unit_path: &str) -> bool {
    let close = actor.signed_in().is_some_and(|viewer| {
        viewer.person_id == person.id || viewer.household_id == person.household_id
    });
    close || actor.has_role(&[Role::Steward], unit_path)
}

/// How to reach a person is for the person and those who look after the unit, not for others of the
/// household.
pub fn may_see_contacts(actor: &Actor, person: &person::Model, unit_path: &str) -> bool {
    may_update(actor, person, unit_path).is_ok()
}

/// One sees one's own household, and those of the subtree one looks after.
pub fn may_see_household(actor: &Actor, household: &household::Model, unit_path: &str) -> bool {
    let own = actor
        .signed_in()
        .is_some_and(|viewer| viewer.household_id == household.id);
    own || actor.has_role(&[Role::Steward], unit_path)
}

/// One edits one's own record; stewards and administrators those of their subtree.
pub fn may_update(actor: &Actor, person: &person::Model, unit_path: &str) -> Result<()> {
    let own = actor.person_id() == Some(person.id);
    allow(own || actor.has_role(&[Role::Steward], unit_path))
}

/// Administrators give and take roles within their subtree.
pub fn may_grant(actor: &Actor, area_path: &str) -> Result<()> {
    allow(actor.has_role(&[], area_path))
}

/// A grant is shown to its holder and to those who may give and take it.
pub fn may_see_grant(actor: &Actor, grant: &role_grant::Model) -> bool {
    actor.person_id() == Some(grant.person_id) || may_grant(actor, &grant.area_path).is_ok()
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
