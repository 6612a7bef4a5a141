//! Who may see and do what with people. Hidden means not found.

use mulin_entities::{
    ConsentRelationship, HouseholdId, PersonId, PersonState, Role, area, event_role, household,
    person, role_grant, team_lead,
};

use super::{PersonError, rules};
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Whole files are the operator's business.
pub fn may_import(actor: &Actor) -> Result<()> {
    allow(matches!(actor, Actor::System))
}

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

/// The record of somebody, how they are reached and what they need is kept by themselves and by those
/// who look after the unit, and for a child by the adults of the household.
pub fn may_keep(actor: &Actor, person: &person::Model, unit_path: &str, year: i32) -> Result<()> {
    let of_a_child = rules::is_child(person.birth_year, year)
        && proxy(actor, person, unit_path, year) == Proxy::Allowed;
    if of_a_child {
        return Ok(());
    }
    may_update(actor, person, unit_path)
}

/// What a person needs is for the person and those who look after the unit, not for the household.
pub fn may_see_needs(actor: &Actor, person: &person::Model, unit_path: &str) -> bool {
    actor.person_id() == Some(person.id) || actor.has_role(&[Role::Steward], unit_path)
}

/// One sees oneself who has read one's sensitive data.
pub fn may_see_sensitive_reads(actor: &Actor, person: &person::Model) -> bool {
    actor.person_id() == Some(person.id)
}

/// Who waits to be confirmed is for those who look after the area.
pub fn may_see_registrations(actor: &Actor, area: &area::Model) -> bool {
    actor.has_role(&[Role::Steward], &area.path)
}

/// Whether the actor holds every one of the grants' roles over the same area.
pub fn holds_all(actor: &Actor, grants: &[role_grant::Model]) -> Result<()> {
    let held = |grant: &role_grant::Model| actor.has_role(&[grant.role], &grant.area_path);
    allow(grants.iter().all(held))
}

/// Whether the actor is the person, or holds every role that the person does: who can sign in as
/// somebody has that person's powers.
pub fn gains_nothing(actor: &Actor, person: PersonId, grants: &[role_grant::Model]) -> Result<()> {
    if actor.person_id() == Some(person) {
        return Ok(());
    }
    holds_all(actor, grants)
}

/// Who is a child is said by stewards, and not by those of the household, who act for its children.
pub fn may_say_who_is_a_child(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
) -> Result<(), PersonError> {
    if actor.has_role(&[Role::Steward], unit_path) && !is_home(actor, person.household_id) {
        return Ok(());
    }
    Err(PersonError::StewardRequired)
}

/// Nobody moves anybody into or out of their own household: they would act for them there.
pub fn may_change_home(actor: &Actor, households: &[HouseholdId]) -> Result<()> {
    allow(!households.iter().any(|home| is_home(actor, *home)))
}

fn is_home(actor: &Actor, household: HouseholdId) -> bool {
    actor
        .signed_in()
        .is_some_and(|own| own.household_id == household)
}

/// Whether the actor holds every one of these parts and leads, or administers the whole city.
pub fn has_parts(
    actor: &Actor,
    parts: &[event_role::Model],
    leads: &[team_lead::Model],
    root: Option<&area::Model>,
) -> Result<()> {
    let everywhere = root.is_some_and(|root| actor.has_role(&[], &root.path));
    let held = parts
        .iter()
        .all(|part| actor.has_event_role(part.event_id, &[part.role]))
        && leads.iter().all(|lead| actor.leads(lead.team_id));
    allow(everywhere || held)
}

/// On what it hangs whether somebody acts for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// They may.
    Allowed,
    /// They may while the person's consent to that stands.
    WithConsent,
    /// They may not.
    Refused(PersonError),
}

/// Adults of a household act for each other unless one opted out, and for their children; stewards
/// and administrators for the people of their subtree, while these agree.
pub fn proxy(actor: &Actor, person: &person::Model, unit_path: &str, year: i32) -> Proxy {
    let own = actor.signed_in();
    let is_adult = own.is_some_and(|own| !rules::is_child(own.birth_year, year));
    let same_household = own.is_some_and(|own| own.household_id == person.household_id);
    let lets = !person.opted_out_of_proxies || rules::is_child(person.birth_year, year);
    if same_household && is_adult && lets && own.is_some_and(|own| own.confirmed) {
        return Proxy::Allowed;
    }
    if actor.has_role(&[Role::Steward], unit_path) {
        return Proxy::WithConsent;
    }
    Proxy::Refused(if !is_adult {
        PersonError::NotAnAdult
    } else if !same_household {
        PersonError::ConsentRequired
    } else if own.is_some_and(|own| own.confirmed) {
        PersonError::OptedOut
    } else {
        PersonError::ActorPending
    })
}

/// What the actor is to the person when they speak for them, or why they do not. What a steward does
/// beyond noting a consent, or taking one back, needs one that stands.
pub fn relationship(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
    year: i32,
) -> Result<ConsentRelationship, PersonError> {
    if actor.person_id() == Some(person.id) {
        return Ok(ConsentRelationship::Oneself);
    }
    match proxy(actor, person, unit_path, year) {
        Proxy::Allowed if rules::is_child(person.birth_year, year) => {
            Ok(ConsentRelationship::Guardian)
        }
        // Who is both says it as an officer, whom another one confirms.
        Proxy::Allowed if actor.has_role(&[Role::Steward], unit_path) => {
            Ok(ConsentRelationship::Steward)
        }
        Proxy::Allowed => Ok(ConsentRelationship::Household),
        Proxy::WithConsent => Ok(ConsentRelationship::Steward),
        Proxy::Refused(why) => Err(why),
    }
}

/// Whether the actor, who is signed in, may act for the person now. `agreed` says whether the
/// person's consent to that stands. [`super::acting`] says the same as a condition of SQL.
pub fn may_act_for(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
    agreed: bool,
    year: i32,
) -> bool {
    let is_open = matches!(person.state, PersonState::Pending | PersonState::Active);
    let relationship = relationship(actor, person, unit_path, year);
    is_open
        && actor.signed_in().is_some()
        && relationship.is_ok_and(|is| is != ConsentRelationship::Steward || agreed)
}

/// Consents are listed for the person, the adults of a child's household, and those who look after
/// the unit.
pub fn may_list_consents(
    actor: &Actor,
    person: &person::Model,
    unit_path: &str,
    year: i32,
) -> bool {
    let relationship = relationship(actor, person, unit_path, year);
    let close = [ConsentRelationship::Oneself, ConsentRelationship::Guardian];
    relationship.is_ok_and(|is| close.contains(&is)) || may_confirm_consents(actor, unit_path)
}

/// A single consent is seen by all who could give or withdraw it.
pub fn may_see_consent(actor: &Actor, person: &person::Model, unit_path: &str, year: i32) -> bool {
    relationship(actor, person, unit_path, year).is_ok()
}

/// What shows that a consent was given is for the person and for those who look after the unit.
pub fn may_see_evidence(actor: &Actor, person: &person::Model, unit_path: &str) -> bool {
    actor.person_id() == Some(person.id) || may_confirm_consents(actor, unit_path)
}

/// Officers: the stewards and administrators over a unit, or over an area and all its units.
pub fn may_confirm_consents(actor: &Actor, area_path: &str) -> bool {
    actor.has_role(&[Role::Steward], area_path)
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
