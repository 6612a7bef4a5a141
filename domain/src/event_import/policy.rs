//! Who may import.

use mulin_entities::area;

use crate::actor::Actor;
use crate::error::Result;
use crate::event;

/// Who is asked at all: a person, or the operator at the command line.
pub fn may_ask(actor: &Actor) -> Result<()> {
    if matches!(actor, Actor::System) {
        return Ok(());
    }
    actor.person().map(|_| ())
}

/// Those who may draft events in the area.
pub fn may_import(actor: &Actor, area: &area::Model) -> Result<()> {
    event::policy::may_create(actor, area)
}
