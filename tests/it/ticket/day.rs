//! A whole day: three stalls, eight stations, hundreds of tickets, with a restart at noon; told again by its
//! moves.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::person::Acting;
use mulin_domain::stall::{OpenStation, open_station};
use mulin_domain::ticket::machine::{Standing, replay};
use mulin_domain::ticket::store::moves_of_event;
use mulin_domain::ticket::wait::waits;
use mulin_domain::ticket::{
    CallNext, FinishTicket, TakeTicket, TicketStep, TransferTicket, call_next, collect_items,
    finish, hold, make_ready, recall, return_to_queue, skip, start_serving, take_ticket, transfer,
    undo,
};
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{ServiceDay, actor};
use crate::support::app::TestApp;
use crate::support::mutation::key;

const TICKETS: usize = 600;
/// Half a minute of the day at a time.
const TICK: i64 = 30;

/// Numbers that are the same each time: a linear congruence (Knuth, MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

struct Desk {
    station: StationId,
    /// Whom it serves, and for how many ticks yet.
    busy: Option<(TicketId, u64)>,
}

struct Day<'a> {
    core: Core,
    staff: Actor,
    chance: Chance,
    desks: Vec<Desk>,
    services: &'a [(StallServiceId, ServiceMode, u64)],
    told: HashMap<TicketId, (DateTime<Utc>, DateTime<Utc>)>,
    held: Vec<bool>,
    received: Vec<TicketId>,
    taken: usize,
}

fn step(ticket: TicketId) -> TicketStep {
    TicketStep {
        ticket_id: Ok(ticket),
        expected_version: None,
    }
}

impl Day<'_> {
    /// Half a minute: people come, most of them in the morning, and each station goes on.
    async fn tick(&mut self, app: &TestApp) {
        let rush = if self.taken < TICKETS / 2 { 2 } else { 1 };
        for _ in 0..rush {
            if self.taken < TICKETS && self.chance.below(10) < 8 {
                self.take(app.now()).await;
                self.taken += 1;
            }
        }
        for desk in 0..self.desks.len() {
            self.work(desk, app.now()).await;
        }
        app.advance(TimeDelta::seconds(TICK));
    }

    fn is_over(&self) -> bool {
        self.taken == TICKETS && self.desks.iter().all(|desk| desk.busy.is_none())
    }

    async fn take(&mut self, now: DateTime<Utc>) {
        let which = self.chance.below(self.services.len() as u64) as usize;
        let priority = (self.chance.below(5) == 0).then_some(PriorityReason::Urgent);
        let input = TakeTicket {
            acting: Acting::default(),
            service_id: Ok(self.services[which].0),
            at_desk: true,
            label: None,
            priority,
            items: None,
        };
        let row = take_ticket(&self.core, &self.staff, input, None)
            .await
            .expect("a number can be drawn");
        let reader = self.core.db().reader();
        let told = waits(reader, &[("Asia/Shanghai", &row)], now).await;
        let told = told.expect("waits are read");
        if let Some(range) = told.first().and_then(|(_, wait)| wait.range) {
            self.told.insert(row.id, range);
        }
    }

    async fn work(&mut self, desk: usize, now: DateTime<Utc>) {
        let (core, staff) = (self.core.clone(), self.staff.clone());
        if let Some((ticket, left)) = self.desks[desk].busy {
            if left > 0 {
                self.desks[desk].busy = Some((ticket, left - 1));
                return;
            }
            self.end(desk, ticket).await;
        }
        let station_id = Ok(self.desks[desk].station);
        let called = call_next(&core, &staff, CallNext { station_id }, None).await;
        let Some(row) = called.expect("a free station calls").ticket else {
            return;
        };
        if let Some((earliest, latest)) = self.told.remove(&row.id) {
            self.held.push(earliest <= now && now <= latest);
        }
        match self.chance.below(40) {
            0 => {
                recall(&core, &staff, step(row.id))
                    .await
                    .expect("it is called again");
                skip(&core, &staff, step(row.id))
                    .await
                    .expect("it is skipped");
                if self.chance.below(3) == 0 {
                    undo(&core, &staff, step(row.id))
                        .await
                        .expect("it is undone");
                    return_to_queue(&core, &staff, step(row.id))
                        .await
                        .expect("it goes back");
                }
            }
            1 => {
                hold(&core, &staff, step(row.id)).await.expect("it is held");
                return_to_queue(&core, &staff, step(row.id))
                    .await
                    .expect("it goes back");
            }
            _ => {
                start_serving(&core, &staff, step(row.id))
                    .await
                    .expect("it is served");
                let service = self.services.iter().find(|(id, ..)| *id == row.service_id);
                let ticks = service.expect("it is one of them").2;
                let ticks = ticks / 2 + self.chance.below(ticks);
                self.desks[desk].busy = Some((row.id, ticks));
            }
        }
    }

    async fn end(&mut self, desk: usize, ticket: TicketId) {
        let (core, staff) = (self.core.clone(), self.staff.clone());
        self.desks[desk].busy = None;
        if self.chance.below(30) == 0 {
            let to = self.services[self.chance.below(self.services.len() as u64) as usize].0;
            let input = TransferTicket {
                ticket_id: Ok(ticket),
                service_id: Ok(to),
                expected_version: None,
            };
            // To where it is it does not go.
            if transfer(&core, &staff, input).await.is_ok() {
                return;
            }
        }
        let input = |ticket| FinishTicket {
            ticket_id: Ok(ticket),
            items_done: Some(1),
            expected_version: None,
        };
        let row = finish(&core, &staff, input(ticket))
            .await
            .expect("it is finished");
        if row.state == TicketState::Received {
            self.received.push(row.id);
        }
        if let Some(ready) = self.received.pop().filter(|_| self.received.len() > 3) {
            make_ready(&core, &staff, input(ready))
                .await
                .expect("it is ready");
            collect_items(&core, &staff, step(ready))
                .await
                .expect("it is collected");
        }
    }
}

async fn stalls(app: &TestApp, day: &ServiceDay) -> Vec<Value> {
    let mut stalls = Vec::new();
    for (name, prefix, minutes, mode, stations) in [
        ("理发", "A", 6, "WAIT", 3),
        ("量血压", "B", 4, "WAIT", 3),
        ("磨刀", "C", 3, "DROP_OFF", 2),
    ] {
        let stations: Vec<Value> = (1..=stations)
            .map(|number| json!({ "name": format!("{number}号台") }))
            .collect();
        let more = json!({
            "name": name, "stations": stations,
            "services": [{ "name": name, "prefix": prefix, "minutes": minutes, "mode": mode }],
        });
        stalls.push(day.stall(app, more).await);
    }
    stalls
}

both_databases!(a_day_is_told_again_by_its_moves_after_a_restart, |app| {
    let day = ServiceDay::plan(&app).await;
    let stalls = stalls(&app, &day).await;
    day.begin(&app);
    let staff = actor(&app.core, day.organiser()).await;
    let mut desks = Vec::new();
    let mut services = Vec::new();
    for stall in &stalls {
        let service = &stall["services"][0];
        let mode = match service["mode"].as_str() {
            Some("WAIT") => ServiceMode::Wait,
            _ => ServiceMode::DropOff,
        };
        let minutes = service["minutes"].as_u64().expect("a number");
        let ticks = minutes * 60 / u64::try_from(TICK).expect("a span");
        services.push((StallServiceId(key(&service["id"])), mode, ticks));
        for station in stall["stations"].as_array().expect("a list") {
            let station = StationId(key(&station["id"]));
            let station_id = Ok(station);
            open_station(
                &app.core,
                &staff,
                OpenStation {
                    station_id,
                    staffed_by: None,
                },
            )
            .await
            .expect("a station opens");
            desks.push(Desk {
                station,
                busy: None,
            });
        }
    }
    let mut play = Day {
        core: app.core.clone(),
        staff,
        chance: Chance(20_261_128),
        desks,
        services: &services,
        told: HashMap::new(),
        held: Vec::new(),
        received: Vec::new(),
        taken: 0,
    };
    for _ in 0..300 {
        play.tick(&app).await;
    }
    // At noon the server is started anew: nothing is known but what is written.
    let app = app.restarted(7, &[]).await;
    play.core = app.core.clone();
    for _ in 0..700 {
        play.tick(&app).await;
        if play.is_over() {
            break;
        }
    }
    assert!(play.is_over(), "the day does not end");

    let db = app.core.db().writer();
    let moves = moves_of_event(db, day.event.id)
        .await
        .expect("moves are read");
    let told = replay(&moves).expect("such a day can have been");
    let rows = ticket::Entity::find()
        .order_by_asc(ticket::Column::Id)
        .all(db)
        .await
        .expect("tickets are read");
    assert!(rows.len() >= TICKETS);
    for row in &rows {
        assert_eq!(told.get(&row.id), Some(&Standing::from(row)), "{row:?}");
    }
    let served = |row: &&ticket::Model| row.finished_at.is_some();
    assert!(rows.iter().filter(served).count() > TICKETS * 9 / 10);
    let held = play.held.iter().filter(|held| **held).count() * 100 / play.held.len();
    assert!(held >= 80, "{held} % were called when they were told");
});
