//! The services and stations of a stall, set as whole lists: what is named stays or is new, and what is
//! left out goes.

use std::collections::HashSet;

use mulin_entities::*;

use super::settings::{NewService, NewStation, check_services, check_stations};
use crate::input::{Faults, Rule};
use crate::tx::Tx;

/// The services and stations of a stall.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// What it does.
    pub services: Vec<stall_service::Model>,
    /// With what.
    pub stations: Vec<station::Model>,
}

impl Parts {
    /// Those that are taken away.
    pub fn gone(&self) -> (Vec<StallServiceId>, Vec<StationId>) {
        let services = self.services.iter().filter(|row| row.removed_at.is_some());
        let stations = self.stations.iter().filter(|row| row.removed_at.is_some());
        (
            services.map(|row| row.id).collect(),
            stations.map(|row| row.id).collect(),
        )
    }
}

/// All rows to write: the new lists, and what goes. A list that is left out stays as it is.
pub(super) fn merge(
    tx: &Tx,
    faults: &mut Faults,
    stall: &stall::Model,
    before: Parts,
    services: Option<&[NewService]>,
    stations: Option<&[NewStation]>,
) -> Parts {
    let services = match services {
        Some(wanted) => merge_services(tx, faults, stall, before.services, wanted),
        None => before.services,
    };
    let stations = match stations {
        Some(wanted) => merge_stations(tx, faults, stall, before.stations, wanted, &services),
        None => before.stations,
    };
    let there: HashSet<StallServiceId> = services
        .iter()
        .filter(|row| row.removed_at.is_none())
        .map(|row| row.id)
        .collect();
    for station in &stations {
        let lost = |service: &StallServiceId| !there.contains(service);
        if station.removed_at.is_none() && station.service_id.as_ref().is_some_and(lost) {
            faults.add("services", Rule::Together { other: "stations" });
        }
    }
    Parts { services, stations }
}

fn merge_services(
    tx: &Tx,
    faults: &mut Faults,
    stall: &stall::Model,
    mut before: Vec<stall_service::Model>,
    wanted: &[NewService],
) -> Vec<stall_service::Model> {
    let names = check_services(faults, wanted);
    let mut rows = Vec::new();
    for (index, (new, name)) in wanted.iter().zip(names).enumerate() {
        let path = format!("services.{index}.id");
        let id = faults.optional_id(&path, "StallService", new.id.clone());
        let known = id.and_then(|id| before.iter().position(|row| row.id == id));
        if id.is_some() && known.is_none() {
            faults.add(&path, Rule::NotFound);
        }
        let base = match known {
            Some(at) => before.remove(at),
            None => stall_service::Model {
                id: tx.new_id(),
                event_id: stall.event_id,
                stall_id: stall.id,
                name: String::new(),
                prefix: String::new(),
                minutes: 1,
                mode: new.mode,
                ordinal: 0,
                created_at: tx.now(),
                removed_at: None,
            },
        };
        rows.push(stall_service::Model {
            name,
            prefix: new.prefix.clone(),
            minutes: new.minutes,
            mode: new.mode,
            ordinal: i32::try_from(index).unwrap_or(0),
            ..base
        });
    }
    let gone = before.into_iter().map(|row| stall_service::Model {
        removed_at: Some(tx.now()),
        ..row
    });
    rows.extend(gone);
    rows
}

fn merge_stations(
    tx: &Tx,
    faults: &mut Faults,
    stall: &stall::Model,
    mut before: Vec<station::Model>,
    wanted: &[NewStation],
    services: &[stall_service::Model],
) -> Vec<station::Model> {
    let live = services.iter().filter(|row| row.removed_at.is_none());
    let letters: Vec<String> = live.clone().map(|row| row.prefix.clone()).collect();
    let names = check_stations(faults, wanted, &letters);
    let mut rows = Vec::new();
    for (index, (new, name)) in wanted.iter().zip(names).enumerate() {
        let path = format!("stations.{index}.id");
        let id = faults.optional_id(&path, "Station", new.id.clone());
        let known = id.and_then(|id| before.iter().position(|row| row.id == id));
        if id.is_some() && known.is_none() {
            faults.add(&path, Rule::NotFound);
        }
        let base = match known {
            Some(at) => before.remove(at),
            None => station::Model {
                id: tx.new_id(),
                event_id: stall.event_id,
                stall_id: stall.id,
                service_id: None,
                name: String::new(),
                ordinal: 0,
                state: StationState::Closed,
                staffed_by: None,
                changed_at: tx.now(),
                created_at: tx.now(),
                removed_at: None,
            },
        };
        let served = new.service_prefix.as_ref();
        let served = served.and_then(|prefix| live.clone().find(|row| row.prefix == *prefix));
        rows.push(station::Model {
            name,
            service_id: served.map(|row| row.id),
            ordinal: i32::try_from(index).unwrap_or(0),
            ..base
        });
    }
    let gone = before.into_iter().map(|row| station::Model {
        state: StationState::Closed,
        staffed_by: None,
        removed_at: Some(tx.now()),
        ..row
    });
    rows.extend(gone);
    rows
}
