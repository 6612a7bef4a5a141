//! Who plans banquets. Hidden means not found.

use mulin_entities::{EventId, event as events};

use crate::actor::Actor;
use crate::error::Result;
use crate::event;

/// Those who run the event say what its meal wants.
pub fn may_edit(actor: &Actor, event: &events::Model) -> Result<()> {
    event::policy::may_manage(actor, event)
}

/// Whether the actor runs the event, and with it the banquet.
pub fn manages(actor: &Actor, event: EventId, area_path: &str) -> bool {
    event::policy::manages(actor, event, area_path)
}
