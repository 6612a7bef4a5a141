//! Who sets up stalls, and who serves there. Hidden means not found; who sees the event sees its stalls.

use mulin_entities::{EventId, stall};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event as events;

/// Those who run the event set up its stalls, and whoever leads a stall's team sets up that stall.
pub fn edits(actor: &Actor, event: EventId, area_path: &str, stall: Option<&stall::Model>) -> bool {
    events::policy::manages(actor, event, area_path) || leads(actor, stall)
}

/// [`edits`], or forbidden.
pub fn may_edit(
    actor: &Actor,
    event: EventId,
    area_path: &str,
    stall: Option<&stall::Model>,
) -> Result<()> {
    if edits(actor, event, area_path, stall) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Those who run the event, its helpers at the door, and the leads and volunteers of the stall's team call
/// and serve people there, and see whom.
pub fn serves(actor: &Actor, event: EventId, area_path: &str, stall: &stall::Model) -> bool {
    events::policy::checks_in(actor, event, area_path)
        || leads(actor, Some(stall))
        || stall.team_id.is_some_and(|team| actor.is_member(team))
        || matches!(actor, Actor::System)
}

/// [`serves`], or forbidden.
pub fn may_serve(
    actor: &Actor,
    event: EventId,
    area_path: &str,
    stall: &stall::Model,
) -> Result<()> {
    if serves(actor, event, area_path, stall) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

fn leads(actor: &Actor, stall: Option<&stall::Model>) -> bool {
    stall
        .and_then(|stall| stall.team_id)
        .is_some_and(|team| actor.leads(team))
}
