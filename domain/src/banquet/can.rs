//! What an actor could do with banquets now: asked ahead of the commands.

use super::policy;
use crate::actor::Actor;
use crate::clock::Instant;
use crate::event::rules::must_be_alive;
use crate::event::view::EventView;

/// Whether the actor could edit what the meal wants, or make the event a banquet.
pub fn edit(actor: &Actor, event: &EventView, now: Instant) -> bool {
    policy::manages(actor, event.id, &event.area_path) && must_be_alive(event, now).is_ok()
}
