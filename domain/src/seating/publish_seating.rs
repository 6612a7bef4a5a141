//! Shows guests where they sit.

use mulin_entities::{EventId, seating_plan};
use serde::Serialize;

use super::{open, place_store, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// What to publish.
#[derive(Clone, Debug, Serialize)]
pub struct PublishSeating {
    /// The banquet.
    pub event_id: IdInput<EventId>,
    /// The version of the plan that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// Shows guests the plan as it is now, in place of what they were shown before.
pub async fn publish_seating(
    core: &Core,
    actor: &Actor,
    input: PublishSeating,
) -> Result<seating_plan::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(publish(tx, input)))
        .await
}

async fn publish(tx: &mut Tx, input: PublishSeating) -> Result<seating_plan::Model> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let event = open::event(tx, event_id, faults).await?;
    let mut plan = open::plan(tx, event_id, input.expected_version).await?;
    place_store::publish(tx, event_id).await?;
    plan.published_at = Some(tx.now());
    let plan = store::update(tx, plan).await?;
    let change = BanquetChange::SeatingPublished;
    tx.record(event.root_area_id, What::Banquet { event_id, change });
    Ok(plan)
}
