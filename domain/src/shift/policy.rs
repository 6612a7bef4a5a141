//! Who sets up shifts and looks after their volunteers. Hidden means not found; who sees the event sees
//! its shifts.

use mulin_entities::{EventId, shift, shift_sign_up};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event as events;

/// Those who run the event, and whoever leads the shift's team: they set it up, see who is on it, and
/// say who was there.
pub fn looks_after(
    actor: &Actor,
    event: EventId,
    area_path: &str,
    row: Option<&shift::Model>,
) -> bool {
    let team = row.and_then(|row| row.team_id);
    events::policy::manages(actor, event, area_path)
        || team.is_some_and(|team| actor.leads(team))
        || matches!(actor, Actor::System)
}

/// [`looks_after`], or forbidden.
pub fn may_look_after(
    actor: &Actor,
    event: EventId,
    area_path: &str,
    row: Option<&shift::Model>,
) -> Result<()> {
    if looks_after(actor, event, area_path, row) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// A sign-up is for whose it is, who may act for them, and who looks after the shift. What is offered to
/// others, or to one alone, is for those too.
pub fn may_see_sign_up(
    actor: &Actor,
    row: &shift_sign_up::Model,
    looks_after: bool,
    acts_for: bool,
    team: Option<mulin_entities::TeamId>,
) -> bool {
    let own = actor.person_id().is_some() && actor.person_id() == row.person_id;
    looks_after || acts_for || own || is_offered_to(actor, row, team)
}

/// Whether somebody is looked for to take it over, and that may be the actor.
pub fn is_offered_to(
    actor: &Actor,
    row: &shift_sign_up::Model,
    team: Option<mulin_entities::TeamId>,
) -> bool {
    let Some(own) = actor.person_id().filter(|_| row.swap_offered_at.is_some()) else {
        return false;
    };
    match row.swap_with_id {
        Some(asked) => asked == own,
        None => team.is_none_or(|team| actor.is_member(team) || actor.leads(team)),
    }
}
