//! What the big screen of a stall shows: numbers, and no names.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::turns::{Turns, Waiting as Queue};
use super::{number, open, store};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::stall as stalls;

/// How many of the next numbers are shown of a stall.
pub const NEXT: i32 = 10;

/// A station with the number that it called or serves.
#[derive(Clone, Debug, PartialEq)]
pub struct AtStation {
    /// The station.
    pub station: station::Model,
    /// The number, with its letter.
    pub number: String,
    /// Whether it was called or is served.
    pub state: TicketState,
}

/// How many wait for a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The service.
    pub service: stall_service::Model,
    /// People who are there and were not called.
    pub people: i64,
}

/// The screen of a stall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// Who is called and served now, by station.
    pub serving: Vec<AtStation>,
    /// The next numbers, at most [`NEXT`], in the order in which they are called if nobody else comes.
    pub next: Vec<String>,
    /// How many wait, by service.
    pub waiting: Vec<Waiting>,
}

/// What several screens are made of.
struct Facts {
    stations: Vec<station::Model>,
    there: Vec<ticket::Model>,
    queues: Vec<Queue>,
    counts: HashMap<(StallServiceId, NaiveDate), i64>,
}

/// The screens of several stalls, each with the zone of its event, of the day on which `now` falls
/// there. The caller may see the events.
pub async fn boards(
    db: &impl ConnectionTrait,
    wanted: &[(StallId, String)],
    now: Instant,
) -> Result<Vec<(StallId, Board)>> {
    let mut days = HashMap::new();
    for (stall, zone) in wanted {
        days.insert(*stall, open::day(zone, now)?);
    }
    let ids = || wanted.iter().map(|(stall, _)| *stall);
    let services = stalls::store::services_of(db, ids()).await?;
    let queues: Vec<(StallServiceId, NaiveDate)> = services
        .iter()
        .filter_map(|service| Some((service.id, *days.get(&service.stall_id)?)))
        .collect();
    let heads = store::first_of_lanes(db, &[], &queues, NEXT).await?;
    let facts = Facts {
        stations: stalls::store::stations_of(db, ids()).await?,
        there: at_stations(db, ids()).await?,
        queues: Queue::of(turns(db, &queues).await?, heads),
        counts: counts(db, &queues).await?,
    };
    let board = |(stall, _): &(StallId, String)| {
        let of_stall = services.iter().filter(|service| service.stall_id == *stall);
        let day = days.get(stall).copied().unwrap_or_default();
        (*stall, facts.board(*stall, day, of_stall.collect(), now))
    };
    Ok(wanted.iter().map(board).collect())
}

impl Facts {
    fn board(
        &self,
        stall: StallId,
        day: NaiveDate,
        services: Vec<&stall_service::Model>,
        now: Instant,
    ) -> Board {
        let shown = |ticket: &ticket::Model| {
            let service = services.iter().find(|one| one.id == ticket.service_id);
            let prefix = service.map_or("", |service| service.prefix.as_str());
            number::shown(prefix, ticket.number.unwrap_or_default())
        };
        let stations = self.stations.iter().filter(|one| one.stall_id == stall);
        let serving = stations.filter_map(|station| {
            let mut there = self.there.iter();
            let ticket = there.find(|ticket| ticket.station_id == Some(station.id))?;
            Some(AtStation {
                number: shown(ticket),
                state: ticket.state,
                station: station.clone(),
            })
        });
        let waiting = services.iter().map(|service| Waiting {
            service: (*service).clone(),
            people: self.counts.get(&(service.id, day)).copied().unwrap_or(0),
        });
        Board {
            serving: serving.collect(),
            next: self
                .next(day, &services, now)
                .into_iter()
                .map(shown)
                .collect(),
            waiting: waiting.collect(),
        }
    }

    /// Who is called in which order, as far as it can be told now: as a station that is open for all the
    /// services calls them; without such a station the services take turns.
    fn next(
        &self,
        day: NaiveDate,
        services: &[&stall_service::Model],
        now: Instant,
    ) -> Vec<&ticket::Model> {
        let now = now.timestamp_micros();
        let most = usize::try_from(NEXT).unwrap_or(0);
        let of_stall = |queue: &&Queue| {
            let mut services = services.iter();
            queue.queue.day == day && services.any(|one| one.id == queue.queue.service_id)
        };
        let queues: Vec<&Queue> = self.queues.iter().filter(of_stall).collect();
        let together = self.stations.iter().any(|station| {
            let of_stall = services.iter().any(|one| one.stall_id == station.stall_id);
            of_stall && station.service_id.is_none() && station.state == StationState::Open
        });
        let size = if together { queues.len().max(1) } else { 1 };
        let mut order = Vec::new();
        for queues in queues.chunks(size) {
            let turns = Turns::of(queues.iter().copied(), now).take(most);
            order.extend(turns.enumerate().map(|(place, turn)| (place, turn.ticket)));
        }
        order.sort_by_key(|(place, row)| (*place, row.rank));
        order.into_iter().map(|(_, row)| row).take(most).collect()
    }
}

async fn at_stations(
    db: &impl ConnectionTrait,
    stalls: impl Iterator<Item = StallId>,
) -> Result<Vec<ticket::Model>> {
    let values: Vec<Value> = stalls.map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(values.len(), "?");
    let text = format!(
        "SELECT * FROM ticket WHERE stall_id IN ({places}) AND state IN ('CALLED', 'SERVING')"
    );
    let statement = dialect::sql(db, &text, values);
    Ok(ticket::Model::find_by_statement(statement).all(db).await?)
}

/// The services and the days of several queues, as lists for SQL: a few more pairs than were asked for.
fn lists(queues: &[(StallServiceId, NaiveDate)]) -> (String, Vec<Value>) {
    let services: HashSet<StallServiceId> = queues.iter().map(|(service, _)| *service).collect();
    let days: HashSet<NaiveDate> = queues.iter().map(|(_, day)| *day).collect();
    let text = format!(
        "service_id IN ({}) AND day IN ({})",
        dialect::places(services.len(), "?"),
        dialect::places(days.len(), "?")
    );
    let mut values: Vec<Value> = services.into_iter().map(Value::from).collect();
    values.extend(days.into_iter().map(Value::from));
    (text, values)
}

async fn turns(
    db: &impl ConnectionTrait,
    queues: &[(StallServiceId, NaiveDate)],
) -> Result<Vec<service_queue::Model>> {
    if queues.is_empty() {
        return Ok(Vec::new());
    }
    let (lists, values) = lists(queues);
    let text = format!("SELECT * FROM service_queue WHERE {lists}");
    let statement = dialect::sql(db, &text, values);
    Ok(service_queue::Model::find_by_statement(statement)
        .all(db)
        .await?)
}

async fn counts(
    db: &impl ConnectionTrait,
    queues: &[(StallServiceId, NaiveDate)],
) -> Result<HashMap<(StallServiceId, NaiveDate), i64>> {
    let mut counted = HashMap::new();
    if queues.is_empty() {
        return Ok(counted);
    }
    let (lists, values) = lists(queues);
    let text = format!(
        "SELECT service_id, day, count(*) AS people FROM ticket WHERE {lists} \
         AND state IN ('CHECKED_IN', 'WAITING', 'SKIPPED') GROUP BY service_id, day"
    );
    for row in db.query_all_raw(dialect::sql(db, &text, values)).await? {
        let queue = (row.try_get("", "service_id")?, row.try_get("", "day")?);
        counted.insert(queue, row.try_get("", "people")?);
    }
    Ok(counted)
}
