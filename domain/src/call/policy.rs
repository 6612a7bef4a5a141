//! Who sees and makes calls.

use crate::actor::Actor;
use mulin_entities::Role;

/// The stewards and administrators over the unit, or over an area and all its units: who makes the
/// call must see the number.
pub fn may_make(actor: &Actor, area_path: &str) -> bool {
    actor.has_role(&[Role::Steward], area_path)
}
