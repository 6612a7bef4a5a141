//! Sets up the same stalls at the later events of a series.

use mulin_entities::*;
use serde::Serialize;

use super::{follow, open, policy, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::tx::{CommandResult, Tx};

/// From which event.
#[derive(Clone, Debug, Serialize)]
pub struct CarryStalls {
    /// An event of a series, with stalls.
    pub event_id: IdInput<EventId>,
}

/// What was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The later events that have the same stalls now, in the order of their days.
    pub events: Vec<EventId>,
}

impl CommandResult for Carried {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Sets up the stalls of an event at the later events of its series that have none and were not
/// cancelled: with what they do, their stations and their slots. The events that the series makes later
/// get them from the one before. Doing so twice changes nothing.
pub async fn carry_stalls(core: &Core, actor: &Actor, input: CarryStalls) -> Result<Carried> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(carry(tx, input)))
        .await
}

async fn carry(tx: &mut Tx, input: CarryStalls) -> Result<Carried> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let event = open::event(tx, "eventId", event_id).await?;
    policy::may_edit(tx.actor(), event.id, &event.area_path, None)?;
    let events = store::later_without_stalls(tx, event_id).await?;
    let pairs: Vec<(EventId, EventId)> = events.iter().map(|later| (*later, event_id)).collect();
    for (stall_id, event_id) in follow::set_up_the_same(tx, &pairs).await? {
        let change = ServiceDayChange::StallChanged {
            stall_id,
            how: "added",
        };
        tx.record(event.root_area_id, What::ServiceDay { event_id, change });
    }
    Ok(Carried { events })
}
