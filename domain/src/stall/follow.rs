//! What becomes of stalls: an event that is like another has the same; they move with their event; and
//! nobody who was erased serves anywhere.

use std::collections::HashMap;

use chrono::TimeDelta;
use mulin_entities::*;

use super::store;
use crate::change::{Change, ServiceDayChange, What};
use crate::error::Result;
use crate::event::{self as events, like};
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::EventRescheduled {
                event_id, from, to, ..
            } => shift(tx, event_id, to - from).await?,
            What::PersonMerged { from, into } => store::restaff(tx, from, Some(into)).await?,
            _ => {}
        }
        if let Some(person) = change.erased() {
            store::restaff(tx, person, None).await?;
        }
    }
    let pairs = like::pairs(changes);
    if pairs.is_empty() {
        return Ok(());
    }
    for (stall_id, event_id) in set_up_the_same(tx, &pairs).await? {
        let made = |change: &&Change| matches!(change.what, What::EventCreated { event_id: new, .. } if new == event_id);
        if let Some(made) = changes.iter().find(made) {
            let change = ServiceDayChange::StallChanged {
                stall_id,
                how: "added",
            };
            tx.record(made.root_area_id, What::ServiceDay { event_id, change });
        }
    }
    Ok(())
}

/// The slots move with the event, with those who booked them.
async fn shift(tx: &Tx, event: EventId, by: TimeDelta) -> Result<()> {
    let mut slots = store::lock_slots_of_event(tx, event).await?;
    if slots.is_empty() {
        return Ok(());
    }
    // Rows are written in this order, in which no slot meets the start of one that has not moved yet.
    slots.sort_by_key(|slot| slot.starts_at);
    if by > TimeDelta::zero() {
        slots.reverse();
    }
    let moved = slots.into_iter().map(|slot| slot::Model {
        starts_at: slot.starts_at + by,
        ends_at: slot.ends_at + by,
        ..slot
    });
    store::write_slots(tx, moved.collect()).await
}

/// Copies stalls with what they do and their slots; stations are closed and nothing is booked. Answers
/// the new ones, each with its event.
pub(super) async fn set_up_the_same(
    tx: &Tx,
    pairs: &[(EventId, EventId)],
) -> Result<Vec<(StallId, EventId)>> {
    let likes = || pairs.iter().map(|(_, like)| *like);
    let stalls = store::stalls_of(tx.db(), likes()).await?;
    if stalls.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<StallId> = stalls.iter().map(|stall| stall.id).collect();
    let services = store::services_of(tx.db(), ids.iter().copied()).await?;
    let stations = store::stations_of(tx.db(), ids.iter().copied()).await?;
    let slots = store::slots_of(tx.db(), services.iter().map(|service| service.id)).await?;
    let events = pairs.iter().flat_map(|(new, like)| [*new, *like]);
    let starts: HashMap<EventId, crate::clock::Instant> = events::store::events(tx.db(), events)
        .await?
        .into_iter()
        .map(|event| (event.id, event.starts_at))
        .collect();
    let stalls = like::grouped(stalls, |stall| stall.event_id);
    let (mut new_stalls, mut new_services, mut new_stations, mut new_slots) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (event_id, like) in pairs {
        let later = match (starts.get(event_id), starts.get(like)) {
            (Some(new), Some(old)) => *new - *old,
            _ => TimeDelta::zero(),
        };
        for stall in stalls.get(like).into_iter().flatten() {
            let stall_id = tx.new_id();
            new_stalls.push(stall::Model {
                id: stall_id,
                event_id: *event_id,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
                ..stall.clone()
            });
            let mut same: HashMap<StallServiceId, StallServiceId> = HashMap::new();
            for service in services
                .iter()
                .filter(|service| service.stall_id == stall.id)
            {
                let id = tx.new_id();
                same.insert(service.id, id);
                new_services.push(stall_service::Model {
                    id,
                    event_id: *event_id,
                    stall_id,
                    created_at: tx.now(),
                    ..service.clone()
                });
            }
            for station in stations
                .iter()
                .filter(|station| station.stall_id == stall.id)
            {
                new_stations.push(station::Model {
                    id: tx.new_id(),
                    event_id: *event_id,
                    stall_id,
                    service_id: station.service_id.and_then(|old| same.get(&old).copied()),
                    state: StationState::Closed,
                    staffed_by: None,
                    changed_at: tx.now(),
                    created_at: tx.now(),
                    ..station.clone()
                });
            }
            for slot in &slots {
                let Some(service_id) = same.get(&slot.service_id) else {
                    continue;
                };
                new_slots.push(slot::Model {
                    id: tx.new_id(),
                    event_id: *event_id,
                    stall_id,
                    service_id: *service_id,
                    starts_at: slot.starts_at + later,
                    ends_at: slot.ends_at + later,
                    booked: 0,
                    ..slot.clone()
                });
            }
        }
    }
    let made = new_stalls.iter().map(|stall| (stall.id, stall.event_id));
    let made = made.collect();
    store::insert_stalls(tx, new_stalls).await?;
    store::write_services(tx, new_services).await?;
    store::write_stations(tx, new_stations).await?;
    store::write_slots(tx, new_slots).await?;
    Ok(made)
}
