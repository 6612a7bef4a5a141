//! Who says what points are worth, and who sees whose. Hidden means not found.

use mulin_entities::{PersonId, Role};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Organisers and administrators of an area say how many points an hour brings there, what they are
/// exchanged for, and hand it over.
pub fn runs(actor: &Actor, area_path: &str) -> bool {
    actor.has_role(&[Role::Organiser], area_path)
}

/// [`runs`], or forbidden.
pub fn may_run(actor: &Actor, area_path: &str) -> Result<()> {
    if runs(actor, area_path) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// An exchange is for whose points they are, for who may act for them, which `acts_for` tells, and for who
/// hands it over.
pub fn may_see(actor: &Actor, person: Option<PersonId>, area_path: &str, acts_for: bool) -> bool {
    let own = person.is_some() && actor.person_id() == person;
    own || acts_for || runs(actor, area_path)
}
