//! Sets the slots of a service, all at once.

use std::collections::HashMap;

use chrono::TimeDelta;
use chrono_tz::Tz;
use mulin_entities::*;
use serde::Serialize;

use super::settings::bookable;
use super::{StallError, open, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::rules::wall_clock;
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// Most slots of a service.
const MAX_SLOTS: usize = 500;

/// Slots that follow one another.
#[derive(Clone, Debug, Serialize)]
pub struct SlotRange {
    /// When the first starts, by the clock where the event is.
    pub from: String,
    /// When the last is over at the latest, likewise.
    pub until: String,
    /// How long each is, in minutes, 5 to 480; as long as the service takes if left out.
    pub every_minutes: Option<i32>,
    /// How many are served in each, 1 to 500.
    pub places: i32,
}

/// All slots of a service.
#[derive(Clone, Debug, Serialize)]
pub struct SetSlots {
    /// The service.
    pub service_id: IdInput<StallServiceId>,
    /// The version of the stall that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// In any order; no two slots overlap.
    pub ranges: Vec<SlotRange>,
}

/// Sets the slots of a service. A slot that starts as one did before is that one; others go, unless
/// somebody has booked them. Part of each slot is kept for those who did not book, as the stall says.
pub async fn set_slots(core: &Core, actor: &Actor, input: SetSlots) -> Result<stall::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input)))
        .await
}

/// A slot as it is wanted.
struct Wanted {
    starts_at: Instant,
    ends_at: Instant,
    places: i32,
    /// The range that it is of.
    range: usize,
}

async fn set(tx: &mut Tx, input: SetSlots) -> Result<stall::Model> {
    let mut faults = Faults::default();
    let service_id = faults.id("serviceId", "StallService", input.service_id);
    let missing = || Error::not_found("serviceId");
    let Some(service_id) = service_id else {
        return faults.finish().and(Err(missing()));
    };
    let service = store::service(tx.db(), service_id).await?;
    let service = service
        .filter(|service| service.removed_at.is_none())
        .ok_or_else(missing)?;
    let version = input.expected_version;
    let (event, stall) = open::stall(tx, "serviceId", service.stall_id, version).await?;
    let zone: Tz = event
        .time_zone
        .parse()
        .map_err(|_| Error::internal("an event has a zone that is not known"))?;
    let wanted = wanted(&mut faults, &event, zone, service.minutes, &input.ranges);
    faults.finish()?;

    let before = store::lock_slots_of(tx, service_id).await?;
    let mut before: HashMap<Instant, slot::Model> = before
        .into_iter()
        .map(|slot| (slot.starts_at, slot))
        .collect();
    let mut faults = Faults::default();
    let mut rows = Vec::with_capacity(wanted.len());
    for slot in wanted {
        let can_be = bookable(slot.places, stall.walk_in_percent);
        let known = before.remove(&slot.starts_at);
        let booked = known.as_ref().map_or(0, |known| known.booked);
        if booked > can_be {
            let path = format!("ranges.{}.places", slot.range);
            let (min, max) = (i64::from(booked), 500);
            faults.add(&path, Rule::Range { min, max });
        }
        rows.push(slot::Model {
            id: known.map_or_else(|| tx.new_id(), |known| known.id),
            event_id: event.id,
            stall_id: stall.id,
            service_id,
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            places: slot.places,
            bookable: can_be,
            booked,
        });
    }
    faults.finish()?;
    must_be_free(zone, before.values())?;
    let gone: Vec<SlotId> = before.into_values().map(|slot| slot.id).collect();
    store::delete_slots(tx, &gone).await?;
    store::write_slots(tx, rows).await?;
    let row = store::update_stall(tx, stall).await?;
    let change = ServiceDayChange::StallChanged {
        stall_id: row.id,
        how: "slots_set",
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::ServiceDay { event_id, change });
    Ok(row)
}

/// Nobody's slot is taken away.
fn must_be_free<'s>(zone: Tz, gone: impl Iterator<Item = &'s slot::Model>) -> Result<()> {
    let booked = gone.filter(|slot| slot.booked > 0);
    let mut booked: Vec<Instant> = booked.map(|slot| slot.starts_at).collect();
    if booked.is_empty() {
        return Ok(());
    }
    booked.sort_unstable();
    let starts = booked
        .into_iter()
        .map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
        .collect();
    Err(Refusal::from(StallError::SlotsBooked { starts }).into())
}

/// The slots of all ranges, and what is wrong with them.
fn wanted(
    faults: &mut Faults,
    event: &event::Model,
    zone: Tz,
    minutes: i32,
    ranges: &[SlotRange],
) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for (range, one) in ranges.iter().enumerate() {
        let at = |field: &str| format!("ranges.{range}.{field}");
        let from = wall_clock(faults, &at("from"), &one.from, zone);
        let until = wall_clock(faults, &at("until"), &one.until, zone);
        let every = match one.every_minutes {
            Some(every) => faults.number(&at("everyMinutes"), every, 5..=480),
            None => minutes,
        };
        let places = faults.number(&at("places"), one.places, 1..=500);
        let (Some((_, from)), Some((_, until))) = (from, until) else {
            continue;
        };
        if from < event.starts_at || until > event.ends_at {
            faults.add(&at("from"), Rule::Elsewhere);
            continue;
        }
        let length = TimeDelta::minutes(i64::from(every.max(1)));
        if from + length > until {
            faults.add(&at("until"), Rule::EndBeforeStart);
        }
        let mut starts_at = from;
        while starts_at + length <= until && wanted.len() <= MAX_SLOTS {
            let ends_at = starts_at + length;
            wanted.push(Wanted {
                starts_at,
                ends_at,
                places,
                range,
            });
            starts_at = ends_at;
        }
    }
    if wanted.len() > MAX_SLOTS {
        faults.add("ranges", Rule::Count { max: MAX_SLOTS });
        return Vec::new();
    }
    wanted.sort_by_key(|slot| slot.starts_at);
    for pair in wanted.windows(2) {
        if pair[1].starts_at < pair[0].ends_at {
            faults.add(&format!("ranges.{}.from", pair[1].range), Rule::Duplicate);
        }
    }
    wanted
}
