//! Takes a stall away.

use mulin_entities::*;
use serde::Serialize;

use super::{StallError, open, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};

/// Which stall.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveStall {
    /// The stall.
    pub stall_id: IdInput<StallId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// Takes a stall away for which nobody holds a ticket, and closes its stations. What was served there
/// stays counted.
pub async fn remove_stall(core: &Core, actor: &Actor, input: RemoveStall) -> Result<stall::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let stall_id = faults.id("stallId", "Stall", input.stall_id);
            faults.finish()?;
            let stall_id = stall_id.ok_or_else(|| Error::not_found("stallId"))?;
            let (_, mut row) = open::stall(tx, "stallId", stall_id, input.expected_version).await?;
            let services = store::services_of(tx.db(), [stall_id]).await?;
            let services: Vec<_> = services.iter().map(|service| service.id).collect();
            let tickets = store::open_tickets(tx, &services).await?;
            if tickets > 0 {
                return Err(Refusal::from(StallError::HasTickets { tickets }).into());
            }
            let stations = store::stations_of(tx.db(), [stall_id]).await?;
            let closed = stations.into_iter().map(|station| station::Model {
                state: StationState::Closed,
                staffed_by: None,
                changed_at: tx.now(),
                ..station
            });
            store::write_stations(tx, closed.collect()).await?;
            row.removed_at = Some(tx.now());
            let row = store::update_stall(tx, row).await?;
            let change = ServiceDayChange::StallChanged {
                stall_id,
                how: "removed",
            };
            let event_id = row.event_id;
            tx.record(row.root_area_id, What::ServiceDay { event_id, change });
            Ok(row)
        })
    })
    .await
}
