//! A service day with fresh queues, and what must be true after all of one were called.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use mulin::tokens::Tokens;
use mulin_domain::event::{CreateEvent, PublishEvent, RsvpTerms, create_event, publish_event};
use mulin_domain::input::Patch;
use mulin_domain::stall::{AddStall, NewService, NewStation, Settings, add_stall};
use mulin_domain::{Actor, Core, person};
use mulin_entities::{AreaId, EventId, EventKind, PersonId, ServiceMode, StationId, Visibility};
use mulin_queue::{Lane, Pattern, next};
use sea_orm::sqlx;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::database::pool;

/// How long messages may take to come to an end after a round.
const QUIET: Duration = Duration::from_secs(120);

/// A queue of one service in which everybody waits, and the stations that call from it.
pub struct Queue {
    /// The service.
    pub service: Uuid,
    /// The day of its tickets.
    pub day: NaiveDate,
    /// What the ids of the stations begin with; the last twelve digits count them.
    pub prefix: String,
    /// All of them, each free and open.
    pub stations: Vec<StationId>,
}

/// A service day, and who runs it.
pub struct Stage {
    /// Who calls.
    pub caller: PersonId,
    /// Their token, good for a day.
    pub token: String,
    /// The city.
    pub city: AreaId,
    admin: Actor,
    event: EventId,
    tickets: usize,
    stalls: AtomicI64,
}

impl Stage {
    /// Finds the administrator, and makes an event that is today.
    pub async fn set(core: &Core, tickets: usize) -> Result<Self> {
        let (caller, city): (Uuid, Uuid) =
            sqlx::query_as("SELECT person_id, area_id FROM role_grant WHERE role = 'ADMIN'")
                .fetch_one(pool(core))
                .await?;
        let (caller, city) = (PersonId(caller), AreaId(city));
        let admin = person::store::actor(core.db().reader(), caller, None, core.now()).await?;
        let admin = admin.context("the administrator is gone")?;
        let event = event(core, &admin, city).await?;
        let tokens = Tokens::new(core.clone());
        Ok(Self {
            caller,
            token: tokens.issue(caller, None, TimeDelta::days(1)).await?,
            city,
            admin,
            event,
            tickets,
            stalls: AtomicI64::new(0),
        })
    }

    /// A fresh stall: it is added as an organiser does; its tickets, and a free station for each call, are
    /// written at once.
    pub async fn queue(&self, core: &Core) -> Result<Queue> {
        let number = self.stalls.fetch_add(1, Ordering::Relaxed);
        let input = AddStall {
            event_id: Ok(self.event),
            settings: Settings {
                name: Patch::Set(format!("Stall {number}")),
                ..Settings::default()
            },
            services: vec![NewService {
                id: None,
                name: "Haircuts".to_owned(),
                prefix: "A".to_owned(),
                minutes: 10,
                mode: ServiceMode::Wait,
            }],
            stations: vec![NewStation {
                id: None,
                name: "Chair".to_owned(),
                service_prefix: Some("A".to_owned()),
            }],
        };
        let stall = add_stall(core, &self.admin, input, None).await?.id;
        let service: Uuid = sqlx::query_scalar("SELECT id FROM stall_service WHERE stall_id = $1")
            .bind(stall.0)
            .fetch_one(pool(core))
            .await?;
        let mut prefix = stall.0.hyphenated().to_string();
        prefix.truncate(24);
        let stations = (0..self.tickets)
            .map(|number| format!("{prefix}{number:012x}").parse().map(StationId))
            .collect::<Result<_, _>>()?;
        let queue = Queue {
            service,
            day: core.now().date_naive(),
            prefix,
            stations,
        };
        self.open(core, &queue).await?;
        self.fill(core, &queue).await?;
        self.quiet(core).await?;
        // Lets no round pay for what another wrote, and plans know tables as they are in a database that has
        // run for a minute.
        for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
            sqlx::query(statement).execute(pool(core)).await?;
        }
        Ok(queue)
    }

    /// Waits until the messages of earlier rounds have come to an end, so that nothing is sent beside the
    /// ceiling.
    async fn quiet(&self, core: &Core) -> Result<()> {
        let end = Instant::now() + QUIET;
        loop {
            let due: i64 = sqlx::query_scalar(
                "SELECT (SELECT count(*) FROM delivery WHERE settled_at IS NULL AND due_at <= now())
                    + (SELECT count(*) FROM journal WHERE position IS NULL)",
            )
            .fetch_one(pool(core))
            .await?;
            if due == 0 {
                return Ok(());
            }
            ensure!(Instant::now() < end, "{due} messages are still due");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// The stations are copies of the one that was added, and open.
    async fn open(&self, core: &Core, queue: &Queue) -> Result<()> {
        sqlx::query(
            "INSERT INTO station (id, event_id, stall_id, service_id, name, ordinal, state,
                staffed_by, changed_at, created_at)
             SELECT ($1 || lpad(to_hex(n), 12, '0'))::uuid, event_id, stall_id, service_id,
                'Chair ' || n, n + 1, 'OPEN', $4, $5, $5
             FROM station, generate_series(0, $2 - 1) AS n WHERE service_id = $3",
        )
        .bind(&queue.prefix)
        .bind(i32::try_from(queue.stations.len())?)
        .bind(queue.service)
        .bind(self.caller.0)
        .bind(core.now())
        .execute(pool(core))
        .await?;
        Ok(())
    }

    /// Everybody has come: of twenty, four go first, seven booked, nine drew a number.
    async fn fill(&self, core: &Core, queue: &Queue) -> Result<()> {
        let now = core.now();
        let tickets = i32::try_from(self.tickets)?;
        let came = sqlx::query(
            "INSERT INTO ticket (id, root_area_id, event_id, stall_id, service_id, day, number,
                person_id, household_id, area_id, source, via, lane, priority, items, rank, state,
                times_called, misses, moves, taken_by, created_at, checked_in_at, updated_at, version)
             SELECT gen_random_uuid(), root_area_id, service.event_id, service.stall_id, service.id,
                $2, n, who.id, household_id, unit_id,
                CASE lane WHEN 'BOOKED' THEN 'BOOKED' ELSE 'WALK_IN' END, 'APP', lane,
                CASE lane WHEN 'PRIORITY' THEN 'ELDER' END, 1, $3 + n,
                CASE lane WHEN 'BOOKED' THEN 'CHECKED_IN' ELSE 'WAITING' END,
                0, 0, 0, who.id, $4, CASE lane WHEN 'BOOKED' THEN $4 END, $4, 1
             FROM stall_service AS service,
                (SELECT person.*, row_number() OVER (ORDER BY md5(id::text))::integer AS n
                 FROM person WHERE state = 'ACTIVE' ORDER BY n LIMIT $5) AS who,
                LATERAL (SELECT CASE WHEN n % 20 < 4 THEN 'PRIORITY' WHEN n % 20 < 11 THEN 'BOOKED'
                    ELSE 'WALK_IN' END AS lane) AS lanes
             WHERE service.id = $1",
        )
        .bind(queue.service)
        .bind(queue.day)
        .bind((now - TimeDelta::hours(1)).timestamp_micros())
        .bind(now)
        .bind(i64::from(tickets))
        .execute(pool(core))
        .await?;
        ensure!(
            came.rows_affected() == u64::try_from(tickets)?,
            "only {} residents are there",
            came.rows_affected()
        );
        sqlx::query(
            "INSERT INTO service_queue (service_id, day, event_id, last_number, priority_run,
                booked_run) VALUES ($1, $2, $3, $4, 0, 0)",
        )
        .bind(queue.service)
        .bind(queue.day)
        .bind(self.event.0)
        .bind(tickets)
        .execute(pool(core))
        .await?;
        Ok(())
    }

    /// Everybody was called once, to a station of their own, and when it was their turn: whose turn it was
    /// after each call is what the order of the lanes says.
    pub async fn verify(&self, core: &Core, queue: &Queue) -> Result<()> {
        let called: Vec<(i32, String, i32, i32)> = sqlx::query_as(
            "SELECT ticket.number, ticket.lane, called.priority_run, called.booked_run
             FROM ticket JOIN ticket_move AS called ON called.ticket_id = ticket.id
                AND called.station_id = ticket.station_id AND called.verb = 'CALL'
             WHERE ticket.service_id = $1 AND ticket.state = 'CALLED' ORDER BY ticket.number",
        )
        .bind(queue.service)
        .fetch_all(pool(core))
        .await?;
        let moves: i64 =
            sqlx::query_scalar("SELECT count(*) FROM ticket_move WHERE service_id = $1")
                .bind(queue.service)
                .fetch_one(pool(core))
                .await?;
        let all = i64::try_from(self.tickets)?;
        ensure!(
            i64::try_from(called.len())? == all && moves == all,
            "of {all}, {} were called, in {moves} moves",
            called.len()
        );
        let mut lanes: [VecDeque<i32>; 3] = Default::default();
        for (number, lane, ..) in &called {
            lanes[of(lane)? as usize].push_back(*number);
        }
        let mut turn = Pattern::default();
        while let Some((lane, after)) = next(turn, [0, 1, 2].map(|lane| !lanes[lane].is_empty())) {
            turn = after;
            let number = lanes[lane as usize].pop_front().context("a lane")?;
            let (_, _, priority, booked) = called
                .get(usize::try_from(number - 1)?)
                .context("a number is missing")?;
            let right = (i32::from(turn.priority_run), i32::from(turn.booked_run));
            ensure!(
                (*priority, *booked) == right,
                "after {number} the turn was {:?}, not {right:?}",
                (priority, booked)
            );
        }
        Ok(())
    }
}

fn of(lane: &str) -> Result<Lane> {
    match lane {
        "PRIORITY" => Ok(Lane::Priority),
        "BOOKED" => Ok(Lane::Booked),
        "WALK_IN" => Ok(Lane::WalkIn),
        other => anyhow::bail!("there is no lane {other}"),
    }
}

/// It begins in a moment, where it is always the day that the clock of the machine says.
async fn event(core: &Core, admin: &Actor, city: AreaId) -> Result<EventId> {
    let start = core.now() + TimeDelta::minutes(2);
    ensure!(
        start.date_naive() == core.now().date_naive(),
        "the day is over in a moment (UTC): try again after midnight"
    );
    let wall_clock = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
    let input = CreateEvent {
        area_id: Ok(city),
        festival_id: None,
        kind: EventKind::ServiceDay,
        visibility: Visibility::Public,
        title: "Service day".to_owned(),
        description: None,
        venue_id: None,
        starts_at: wall_clock(start),
        ends_at: wall_clock(start + TimeDelta::hours(12)),
        time_zone: Some("UTC".to_owned()),
        capacity: None,
        max_party: None,
        rsvp_opens_at: None,
        rsvp_closes_at: None,
        terms: RsvpTerms::default(),
    };
    let event = create_event(core, admin, input, None).await?;
    let publish = PublishEvent {
        event_id: Ok(event.id),
        expected_version: None,
    };
    publish_event(core, admin, publish).await?;
    Ok(event.id)
}
