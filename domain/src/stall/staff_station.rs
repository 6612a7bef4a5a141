//! Opens, pauses and closes a station.

use mulin_entities::*;
use serde::Serialize;

use super::{StallError, open, store};
use crate::actor::Actor;
use crate::change::{ServiceDayChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::input::{Faults, IdInput};
use crate::tx::Tx;
use crate::volunteer;

/// A station.
#[derive(Clone, Debug, Serialize)]
pub struct StaffStation {
    /// Which one.
    pub station_id: IdInput<StationId>,
}

/// A station, and who serves there.
#[derive(Clone, Debug, Serialize)]
pub struct OpenStation {
    /// Which one.
    pub station_id: IdInput<StationId>,
    /// Who serves there: somebody of the stall's team, or who opens it if left out.
    pub staffed_by: Option<IdInput<PersonId>>,
}

/// Opens a station for whoever serves there: it calls people from now on. Only on the day. Where the stall
/// asks for something that one must have shown, who serves has shown it.
pub async fn open_station(
    core: &Core,
    actor: &Actor,
    input: OpenStation,
) -> Result<station::Model> {
    put(core, actor, input, StationState::Open).await
}

/// Pauses a station: who is there waits again where they were.
pub async fn pause_station(
    core: &Core,
    actor: &Actor,
    input: StaffStation,
) -> Result<station::Model> {
    put(core, actor, input.alone(), StationState::Paused).await
}

/// Closes a station: as a pause, and nobody serves there any more.
pub async fn close_station(
    core: &Core,
    actor: &Actor,
    input: StaffStation,
) -> Result<station::Model> {
    put(core, actor, input.alone(), StationState::Closed).await
}

impl StaffStation {
    fn alone(self) -> OpenStation {
        OpenStation {
            station_id: self.station_id,
            staffed_by: None,
        }
    }
}

async fn put(
    core: &Core,
    actor: &Actor,
    input: OpenStation,
    state: StationState,
) -> Result<station::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(go(tx, input, state)))
        .await
}

async fn go(tx: &mut Tx, input: OpenStation, state: StationState) -> Result<station::Model> {
    let mut faults = Faults::default();
    let named = faults.optional_id("staffedBy", "Person", input.staffed_by);
    let id = faults.id("stationId", "Station", input.station_id);
    faults.finish()?;
    let id = id.ok_or_else(|| Error::not_found("stationId"))?;
    let (event, stall, mut row) = open::station(tx, id).await?;
    let by = named.or(tx.actor().person_id());
    if row.state == state && (state != StationState::Open || row.staffed_by == by) {
        return Ok(row);
    }
    match state {
        StationState::Open => {
            events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
            if stall.removed_at.is_some() {
                return Err(Refusal::from(StallError::Gone).into());
            }
            must_be_the_day(tx, &event)?;
            must_serve(tx, &stall, named).await?;
            must_have_shown(tx, &event, &stall, by).await?;
            row.staffed_by = by;
        }
        StationState::Paused if row.state == StationState::Closed => {
            let state = row.state;
            return Err(Refusal::from(StallError::StationState { state }).into());
        }
        StationState::Paused => {}
        StationState::Closed => row.staffed_by = None,
    }
    row.state = state;
    row.changed_at = tx.now();
    store::write_stations(tx, vec![row.clone()]).await?;
    let change = ServiceDayChange::StationChanged {
        stall_id: stall.id,
        station_id: row.id,
        state,
    };
    let event_id = event.id;
    tx.record(stall.root_area_id, What::ServiceDay { event_id, change });
    Ok(row)
}

/// Somebody else who is named belongs to the stall's team.
async fn must_serve(tx: &Tx, stall: &stall::Model, named: Option<PersonId>) -> Result<()> {
    let Some(named) = named.filter(|named| tx.actor().person_id() != Some(*named)) else {
        return Ok(());
    };
    let belongs = match stall.team_id {
        Some(team) => volunteer::member_store::belongs(tx.db(), team, named).await?,
        None => false,
    };
    if belongs {
        return Ok(());
    }
    Err(Refusal::from(StallError::NotStaff).into())
}

/// Who serves has shown what the stall asks for, by a paper that counts today.
async fn must_have_shown(
    tx: &Tx,
    event: &event::Model,
    stall: &stall::Model,
    by: Option<PersonId>,
) -> Result<()> {
    let Some(skill) = stall.needed_skill else {
        return Ok(());
    };
    let today = tx.now().with_timezone(&zone(event)?).date_naive();
    let found = volunteer::qualification_store::qualified(tx.db(), by, skill, today).await?;
    if found.is_empty() {
        return Err(Refusal::from(StallError::NotQualified { skill }).into());
    }
    Ok(())
}

fn zone(event: &event::Model) -> Result<chrono_tz::Tz> {
    event
        .time_zone
        .parse()
        .map_err(|_| Error::internal("an event has a zone that is not known"))
}

/// From the midnight before it begins, where the event is.
fn must_be_the_day(tx: &Tx, event: &event::Model) -> Result<()> {
    let zone = zone(event)?;
    let day = |at: crate::clock::Instant| at.with_timezone(&zone).date_naive();
    if day(tx.now()) < day(event.starts_at) {
        return Err(Refusal::from(StallError::NotTheDay).into());
    }
    Ok(())
}
