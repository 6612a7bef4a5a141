//! What an actor could do at the door now: the policies and rules of the commands, asked ahead of
//! them.

use mulin_entities::rsvp;

use super::{policy, rules};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::event::view::EventView;

/// Whether `check_in` without a list would take any party that comes, at an event that the actor may
/// see. The list without a name has no times of its own, so that the event says it all.
pub fn check_in(actor: &Actor, event: &EventView, now: Instant) -> bool {
    policy::checks_in(actor, event.id, &event.area_path)
        && rules::must_be_open(event, None, now).is_ok()
}

/// Whether `check_in` without a list would note this party, by its answer, at an event that the actor
/// may see. `unit_path` is of where the respondent lives, if the actor may see their record, and
/// `is_in` whether the party is on the event's own list by now.
pub fn check_in_party(
    actor: &Actor,
    event: &EventView,
    rsvp: &rsvp::Model,
    unit_path: Option<&str>,
    is_in: bool,
    now: Instant,
) -> bool {
    let may = policy::checks_in(actor, event.id, &event.area_path)
        || unit_path.is_some_and(|path| policy::looks_after(actor, path));
    may && policy::has_code(rsvp) && !is_in && rules::must_be_open(event, None, now).is_ok()
}
