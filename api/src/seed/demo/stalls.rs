//! The stalls of the demo's service day: haircuts by the slot, blood pressure, and knives to leave there;
//! on each later 28th too.

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use mulin_domain::event::store as events;
use mulin_domain::input::Patch;
use mulin_domain::stall::{
    AddStall, CarryStalls, NewService, NewStation, SetSlots, Settings, SlotRange, add_stall,
    carry_stalls, set_slots, store,
};
use mulin_entities::*;

use super::stage::Stage;

/// What is done at a stall.
struct Stand {
    name: &'static str,
    place: &'static str,
    service: &'static str,
    prefix: &'static str,
    minutes: i32,
    mode: ServiceMode,
    stations: &'static [&'static str],
}

const STANDS: [Stand; 3] = [
    Stand {
        name: "义务理发",
        place: "一楼东厅",
        service: "理发",
        prefix: "A",
        minutes: 15,
        mode: ServiceMode::Wait,
        stations: &["1号椅", "2号椅", "3号椅"],
    },
    Stand {
        name: "健康义诊",
        place: "一楼西厅",
        service: "量血压",
        prefix: "B",
        minutes: 5,
        mode: ServiceMode::Wait,
        stations: &["1号桌", "2号桌"],
    },
    Stand {
        name: "磨刀修伞",
        place: "门前广场",
        service: "磨刀",
        prefix: "C",
        minutes: 10,
        mode: ServiceMode::DropOff,
        stations: &["1号摊"],
    },
];

/// Sets the stalls up, unless they are there.
pub(super) async fn set_up(stage: &Stage<'_>, event: EventId) -> Result<()> {
    let reader = stage.core.db().reader();
    if !store::stalls_of(reader, [event]).await?.is_empty() {
        return Ok(());
    }
    for stand in &STANDS {
        add(stage, event, stand).await?;
    }
    open_slots(stage, event).await?;
    let input = CarryStalls {
        event_id: Ok(event),
    };
    carry_stalls(stage.core, &stage.organiser, input).await?;
    Ok(())
}

async fn add(stage: &Stage<'_>, event: EventId, stand: &Stand) -> Result<()> {
    let station = |name: &&str| NewStation {
        id: None,
        name: (*name).to_owned(),
        service_prefix: None,
    };
    let input = AddStall {
        event_id: Ok(event),
        settings: Settings {
            name: Patch::Set(stand.name.to_owned()),
            place: Patch::Set(stand.place.to_owned()),
            ..Settings::default()
        },
        services: vec![NewService {
            id: None,
            name: stand.service.to_owned(),
            prefix: stand.prefix.to_owned(),
            minutes: stand.minutes,
            mode: stand.mode,
        }],
        stations: stand.stations.iter().map(station).collect(),
    };
    add_stall(stage.core, &stage.organiser, input, None).await?;
    Ok(())
}

/// Haircuts by the quarter of an hour for an hour and a half.
async fn open_slots(stage: &Stage<'_>, event: EventId) -> Result<()> {
    let reader = stage.core.db().reader();
    let day = events::event(reader, event).await?;
    let begins = day.context("the service day is missing")?.starts_local;
    let stalls = store::stalls_of(reader, [event]).await?;
    let services = store::services_of(reader, stalls.iter().map(|stall| stall.id)).await?;
    let cut = services.iter().find(|service| service.prefix == "A");
    let cut = cut.context("nobody cuts hair")?.id;
    let clock = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let input = SetSlots {
        service_id: Ok(cut),
        expected_version: None,
        ranges: vec![SlotRange {
            from: clock(begins),
            until: clock(begins + TimeDelta::minutes(90)),
            every_minutes: None,
            places: 3,
        }],
    };
    set_slots(stage.core, &stage.organiser, input).await?;
    Ok(())
}
