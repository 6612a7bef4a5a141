//! Some thousand operations on the same events, and what must hold after them.

use std::collections::HashMap;
use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::CLIENTS;
use super::client::{Client, Report};
use super::way::Way;
use super::world::World;
use crate::factories::{Plan, gid};
use crate::rsvp::model::lost::{lost, walk_ins};
use crate::rsvp::model::terms::{Asked, History};
use crate::rsvp::model::{Model, assert_adds_up, journal_since, last_seq};
use crate::rsvp::steps::{edit, local};

/// What clients do beside what guests and doors do.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// Those who run the events change them, and cancel them in the end.
    pub organises: bool,
    /// The clock moves on, so that offers end.
    pub time_passes: bool,
}

impl Mix {
    pub const EVERYTHING: Self = Self {
        organises: true,
        time_passes: true,
    };
}

/// An event of an era.
pub struct Stage {
    pub event: EventId,
    /// A list on which people are checked in at any time.
    pub list: CheckInListId,
    /// What a mutation tells of an event is read after it, so that of edits at once not each version
    /// would be told.
    pub edited: tokio::sync::Mutex<()>,
    history: History,
}

/// See the module.
pub struct Era {
    pub world: Arc<World>,
    pub way: Way,
    pub mix: Mix,
    pub stages: Vec<Stage>,
    number: u64,
    since: i64,
    left: AtomicUsize,
    answered: AtomicUsize,
    news: tokio::sync::Notify,
}

/// An era that is over, with what its clients were told.
pub struct Over {
    era: Arc<Era>,
    report: Report,
}

/// How much happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub promoted: usize,
    pub expired: usize,
    pub inside: usize,
}

impl AddAssign for Seen {
    fn add_assign(&mut self, more: Self) {
        self.promoted += more.promoted;
        self.expired += more.expired;
        self.inside += more.inside;
    }
}

/// Seats and terms of the events: plain, strict, with offers, limited, approved, and all of it.
fn terms() -> Vec<(i32, Value)> {
    let (strict, offers) = ("STRICT", "PT15M");
    vec![
        (24, json!({ "maxParty": 20 })),
        (20, json!({ "waitlistOrder": strict })),
        (20, json!({ "offerWindow": offers })),
        (
            18,
            json!({ "offerWindow": "PT30M", "waitlistOrder": strict, "householdLimit": 6 }),
        ),
        (18, json!({ "needsApproval": true, "householdLimit": 8 })),
        (
            16,
            json!({ "needsApproval": true, "waitlistOrder": strict, "householdLimit": 7,
                "offerWindow": offers }),
        ),
    ]
}

impl Era {
    /// Events for so many operations.
    pub async fn begin(
        world: &Arc<World>,
        way: Way,
        mix: Mix,
        number: u64,
        operations: usize,
    ) -> Arc<Self> {
        let app = &world.app;
        let since = last_seq(app).await;
        let mut stages = Vec::new();
        for (seats, terms) in terms() {
            stages.push(stage(world, seats, terms).await);
        }
        Arc::new(Self {
            world: world.clone(),
            way,
            mix,
            stages,
            number,
            since,
            left: AtomicUsize::new(operations),
            answered: AtomicUsize::new(0),
            news: tokio::sync::Notify::new(),
        })
    }

    /// The number of the next operation, counted down to 0; none when all are done.
    pub fn next(&self) -> Option<usize> {
        let less = |left: usize| left.checked_sub(1);
        let before = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        before.ok().map(|before| before - 1)
    }

    /// An operation was answered.
    pub fn note_answer(&self) {
        self.answered.fetch_add(1, Ordering::SeqCst);
        self.news.notify_one();
    }

    /// Waits until so many operations were answered.
    pub async fn answered(&self, count: usize) {
        while self.answered.load(Ordering::SeqCst) < count {
            self.news.notified().await;
        }
    }

    /// Lets all clients do their work.
    pub async fn run(self: Arc<Self>) -> Over {
        let app = &self.world.app;
        let clients = (0..CLIENTS).map(|number| {
            let seed = self.number * 1_000 + number as u64;
            Client::new(self.clone(), number, seed).run()
        });
        let mut clients: JoinSet<Report> = clients.collect();
        let mut report = Report::default();
        while !clients.is_empty() {
            // The worker plans and sends all the while, and must come into nobody's way.
            tokio::select! {
                done = clients.join_next() => {
                    let done = done.expect("somebody is there");
                    report.add(done.expect("a client does all its work"));
                }
                () = app.core.woken(), if self.way.is_in_process() => app.run_due_work().await,
            }
        }
        if self.way.is_in_process() {
            app.run_due_work().await;
        }
        Over { era: self, report }
    }
}

async fn stage(world: &World, seats: i32, terms: Value) -> Stage {
    let (app, town) = (&world.app, &world.town);
    let plan = Plan {
        capacity: Some(seats),
        starts_in: TimeDelta::hours(48),
        ..Plan::default()
    };
    let event = town.event(app, plan).await.id;
    edit(app, town, event, terms).await;
    let opens = local(app.now() - TimeDelta::hours(1));
    let input = json!({ "eventId": *gid(town, event), "name": "午餐", "opensAt": opens });
    let organiser = Some(town.organiser);
    let made = app
        .mutate(organiser, "createCheckInList", "list { id }", input)
        .await;
    assert_eq!(made.refusals("createCheckInList"), [""; 0]);
    let list = crate::support::mutation::key(made.at("/createCheckInList/list/id"));
    let (version, asked) = Asked::read(app, event).await;
    Stage {
        event,
        list: CheckInListId(list),
        edited: tokio::sync::Mutex::default(),
        history: History::since(version, asked),
    }
}

impl Over {
    /// Nothing was lost, and everything follows from the journal.
    pub async fn must_balance(self) -> Seen {
        let Self { era, report } = self;
        let app = &era.world.app;
        let log = journal_since(app, era.since).await;
        let missing = lost(&log, &report.acks);
        assert!(missing.is_empty(), "lost: {missing:?}");
        let walk_ins = walk_ins(&report.acks);
        let mut histories: HashMap<EventId, History> = HashMap::new();
        for (event, version, asked) in report.edits {
            let stage = era.stages.iter().find(|stage| stage.event == event);
            let first = || stage.expect("one of ours").history.clone();
            histories
                .entry(event)
                .or_insert_with(first)
                .tell(version, asked);
        }
        let mut promoted = 0;
        for stage in &era.stages {
            let history = histories.remove(&stage.event);
            let history = history.unwrap_or_else(|| stage.history.clone());
            let event = stage.event;
            let model = Model::of(app, event, None, history, &log).await;
            let model = model.unwrap_or_else(|why| panic!("{event:?}: {why}"));
            model.assert_is_what_stands(app).await;
            model.assert_was_let_in(app, &walk_ins).await;
            assert_adds_up(app, event).await;
            promoted += model.promoted.len();
        }
        let count = |verb: &str| log.iter().filter(|row| row.verb == verb).count();
        Seen {
            promoted,
            expired: count("offer_expired"),
            inside: count("checked_in"),
        }
    }
}
