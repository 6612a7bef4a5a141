//! What an actor could do with dishes now: asked ahead of the commands.

use mulin_entities::EventState;

use crate::clock::Instant;
use crate::event::view::EventView;

/// Whether somebody who comes could bring a dish, or edit or take back one.
pub fn bring(event: &EventView, now: Instant) -> bool {
    event.state == EventState::Published && event.ends_at > now
}
