//! Who may do what with areas and venues. Both are public knowledge, so that everybody may read
//! them.

use mulin_entities::{Role, area, venue};

use crate::actor::Actor;
use crate::error::{Error, Result};

/// Cities are founded by the operator; whatever lies below belongs to administrators.
pub fn may_create_area(actor: &Actor, parent: Option<&area::Model>) -> Result<()> {
    match parent {
        Some(parent) => may_update_area(actor, parent),
        None if matches!(actor, Actor::System) => Ok(()),
        None => Err(Error::Forbidden),
    }
}

/// Whole files are the operator's business.
pub fn may_import(actor: &Actor) -> Result<()> {
    allow(matches!(actor, Actor::System))
}

/// Administrators of the area.
pub fn may_update_area(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[], &area.path))
}

/// Organisers and administrators of the area that runs it.
pub fn may_edit_venue(actor: &Actor, area: &area::Model) -> Result<()> {
    allow(actor.has_role(&[Role::Organiser], &area.path))
}

/// Whether the venue can hold events of the area: both lie in one tree.
pub fn may_use_venue(venue: &venue::Model, area: &area::Model) -> bool {
    venue.root_area_id == area.root_area_id
}

fn allow(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
