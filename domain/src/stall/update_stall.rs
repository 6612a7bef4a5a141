//! Edits a stall.

use mulin_entities::*;
use serde::Serialize;

use super::settings::{NewService, NewStation, Settings, bookable};
use super::{StallError, open, parts, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch};
use crate::tx::Tx;

/// What changes about a stall; what is left out stays.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateStall {
    /// Which stall.
    pub stall_id: IdInput<StallId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// How it works.
    pub settings: Settings,
    /// All that it does from now on, in order; those that are there by their id. What is left out goes.
    pub services: Option<Vec<NewService>>,
    /// All stations from now on, likewise.
    pub stations: Option<Vec<NewStation>>,
}

/// Edits a stall, for those who run the event and whoever leads the stall's team. A service that people
/// wait for, and a station at which somebody is, stay.
pub async fn update_stall(core: &Core, actor: &Actor, input: UpdateStall) -> Result<stall::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateStall) -> Result<stall::Model> {
    let mut faults = Faults::default();
    let Some(stall_id) = faults.id("stallId", "Stall", input.stall_id) else {
        return faults.finish().and(Err(Error::not_found("stallId")));
    };
    let (event, before) = open::stall(tx, "stallId", stall_id, input.expected_version).await?;
    let mut row = before.clone();
    let team = input.settings.team_id.clone();
    match faults.patched_id("teamId", "Team", team) {
        Patch::Set(team) => {
            open::check_team(tx, &mut faults, &event, team).await?;
            row.team_id = Some(team);
        }
        Patch::Clear => row.team_id = None,
        Patch::Keep => {}
    }
    input.settings.apply(&mut faults, &mut row);
    let told = store::services_of(tx.db(), [stall_id]).await?;
    let old = parts::Parts {
        services: told.clone(),
        stations: store::stations_of(tx.db(), [stall_id]).await?,
    };
    let (services, stations) = (input.services.as_deref(), input.stations.as_deref());
    let parts = parts::merge(tx, &mut faults, &row, old, services, stations);
    faults.finish()?;
    keep_letters(tx, &told, &parts.services).await?;
    let (services_gone, stations_gone) = parts.gone();
    let tickets = store::open_tickets(tx, &services_gone).await?;
    let tickets = tickets.max(store::busy(tx, &stations_gone).await?);
    if tickets > 0 {
        return Err(Refusal::from(StallError::HasTickets { tickets }).into());
    }
    if row.walk_in_percent != before.walk_in_percent {
        keep_share(tx, &row, &parts.services).await?;
    }
    store::write_services(tx, parts.services).await?;
    store::write_stations(tx, parts.stations).await?;
    let row = store::update_stall(tx, row).await?;
    let change = ServiceDayChange::StallChanged {
        stall_id,
        how: "updated",
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::ServiceDay { event_id, change });
    Ok(row)
}

/// A number that was told is called out by its letter, and belongs to one service alone.
async fn keep_letters(
    tx: &Tx,
    told: &[stall_service::Model],
    wanted: &[stall_service::Model],
) -> Result<()> {
    let renamed = told.iter().filter(|old| {
        let mut kept = wanted.iter().filter(|new| new.removed_at.is_none());
        kept.any(|new| new.id == old.id && new.prefix != old.prefix)
    });
    let renamed: Vec<&stall_service::Model> = renamed.collect();
    let drawn = store::drawn_from(tx, renamed.iter().map(|row| row.id)).await?;
    match renamed.into_iter().find(|row| drawn.contains(&row.id)) {
        Some(row) => {
            let prefix = row.prefix.clone();
            Err(Refusal::from(StallError::LetterInUse { prefix }).into())
        }
        None => Ok(()),
    }
}

/// Another share is kept for those who did not book; nobody who booked loses their place by that.
async fn keep_share(
    tx: &Tx,
    stall: &stall::Model,
    services: &[stall_service::Model],
) -> Result<()> {
    let mut services: Vec<StallServiceId> = services.iter().map(|row| row.id).collect();
    services.sort_unstable();
    for service in services {
        let slots = store::lock_slots_of(tx, service).await?;
        let slots = slots.into_iter().map(|slot| slot::Model {
            bookable: bookable(slot.places, stall.walk_in_percent).max(slot.booked),
            ..slot
        });
        store::write_slots(tx, slots.collect()).await?;
    }
    Ok(())
}
