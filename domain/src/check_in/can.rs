//! What an actor could do at the door now: the policies and rules of the commands, asked ahead of
//! them.

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
