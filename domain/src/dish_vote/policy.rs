//! Who opens and counts votes. Who votes is a matter of who comes, and a ballot is nobody else's.

use mulin_entities::event;

use crate::actor::Actor;
use crate::error::Result;
use crate::event::policy as events;

/// Those who run the event open its vote and close it.
pub fn may_run(actor: &Actor, event: &event::Model) -> Result<()> {
    events::may_manage(actor, event)
}
