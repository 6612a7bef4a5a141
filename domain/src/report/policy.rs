//! Who sees the counts of an area.

use mulin_entities::{Role, area};

use crate::actor::Actor;

/// Its organisers and administrators, and the stewards of all of it.
pub fn may_see(actor: &Actor, area: &area::Model) -> bool {
    actor.has_role(&[Role::Organiser, Role::Steward], &area.path)
}

/// Few people are told from none to organisers and administrators alone: a steward knows who lives there.
pub fn sees_few(actor: &Actor, area: &area::Model) -> bool {
    actor.has_role(&[Role::Organiser], &area.path)
}
