//! How long a ticket still waits, as a range.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use mulin_queue::{Others, Pace, Place};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::turns::{lane, turn};
use super::{machine, open};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;

/// Of how many of the last served the pace is taken.
const RECENT: i32 = 20;

/// How long a ticket waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How many are called before it, as far as it can be told now.
    pub places_ahead: i64,
    /// Stations that serve it now.
    pub open_stations: i64,
    /// Between when and when it is called; none where no station is open.
    pub range: Option<(Instant, Instant)>,
}

/// What is known of the pace of a service.
struct Served {
    /// Stations that serve it now.
    stations: i64,
    /// Those of them that serve all the stall's services.
    shared: i64,
    planned: i64,
    recent: Vec<mulin_queue::Served>,
}

impl Served {
    fn pace(&self) -> Pace<'_> {
        Pace {
            recent: &self.recent,
            planned: self.planned,
            stations: self.stations,
        }
    }
}

/// How long several tickets wait, each with the zone of its event. Those that wait for no call now, and
/// those of another day than that of `now`, are left out.
pub async fn waits(
    db: &impl ConnectionTrait,
    tickets: &[(&str, &ticket::Model)],
    now: Instant,
) -> Result<Vec<(TicketId, Wait)>> {
    let mut waiting = Vec::new();
    for (zone, row) in tickets {
        if machine::is_callable(row.state) && row.day == open::day(zone, now)? {
            waiting.push(*row);
        }
    }
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let mut places = places(db, &waiting).await?;
    let paces = paces(db, &waiting).await?;
    add_others(db, &waiting, &paces, &mut places).await?;
    let told = waiting.iter().filter_map(|row| {
        let served = paces.get(&row.service_id)?;
        let place = *places.get(&row.id)?;
        let from = chrono::DateTime::from_timestamp_micros(row.rank).unwrap_or(now);
        let range = mulin_queue::estimate(place, served.pace());
        let at = |seconds: i64| now + chrono::TimeDelta::seconds(seconds);
        // Who came before their slot began is hardly called before it.
        let range = range.map(|range| (at(range.earliest), at(range.latest).max(from)));
        let wait = Wait {
            places_ahead: place.ahead(),
            open_stations: served.stations,
            range,
        };
        Some((row.id, wait))
    });
    Ok(told.collect())
}

/// Where each stands: of each lane those who wait, and in one's own those before one.
async fn places(
    db: &impl ConnectionTrait,
    waiting: &[&ticket::Model],
) -> Result<HashMap<TicketId, Place>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TicketId,
        lane: TicketLane,
        people: i64,
        before: i64,
        priority_run: i32,
        booked_run: i32,
    }
    let keys = dialect::places(waiting.len(), "?");
    let text = format!(
        "SELECT mine.id, other.lane, count(*) AS people, \
         sum(CASE WHEN other.rank < mine.rank OR (other.rank = mine.rank AND other.number < mine.number) \
         THEN 1 ELSE 0 END) AS before, queue.priority_run, queue.booked_run \
         FROM ticket mine \
         JOIN service_queue queue ON queue.service_id = mine.service_id AND queue.day = mine.day \
         JOIN ticket other ON other.service_id = mine.service_id AND other.day = mine.day \
         AND other.state IN ('CHECKED_IN', 'WAITING', 'SKIPPED') \
         WHERE mine.id IN ({keys}) \
         GROUP BY mine.id, other.lane, queue.priority_run, queue.booked_run"
    );
    let values = waiting.iter().map(|row| Value::from(row.id));
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let mut lanes: HashMap<TicketId, [(i64, i64); 3]> = HashMap::new();
    let mut turns = HashMap::new();
    for row in rows.all(db).await? {
        lanes.entry(row.id).or_default()[lane(row.lane) as usize] = (row.people, row.before);
        turns.insert(row.id, (row.priority_run, row.booked_run));
    }
    let of_each = waiting.iter().filter_map(|row| {
        let known = lanes.get(&row.id)?;
        let (priority_run, booked_run) = *turns.get(&row.id)?;
        let own = lane(row.lane);
        let place = Place {
            pattern: turn(priority_run, booked_run),
            lane: own,
            before: known[own as usize].1,
            lengths: known.map(|(people, _)| people),
            others: Others::default(),
        };
        Some((row.id, place))
    });
    Ok(of_each.collect())
}

/// Where stations serve all services of a stall, they call those of the others too who wait longer. Of a
/// service that has stations of its own, these take their part of them.
async fn add_others(
    db: &impl ConnectionTrait,
    waiting: &[&ticket::Model],
    paces: &HashMap<StallServiceId, Served>,
    places: &mut HashMap<TicketId, Place>,
) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TicketId,
        service_id: StallServiceId,
        people: i64,
    }
    let shared = |service: &StallServiceId| paces.get(service).is_some_and(|one| one.shared > 0);
    let of_shared = waiting.iter().filter(|row| shared(&row.service_id));
    let values: Vec<Value> = of_shared.map(|row| Value::from(row.id)).collect();
    if values.is_empty() {
        return Ok(());
    }
    let keys = dialect::places(values.len(), "?");
    let text = format!(
        "SELECT mine.id, other.service_id, count(*) AS people FROM ticket mine \
         JOIN stall_service beside ON beside.stall_id = mine.stall_id \
         AND beside.id <> mine.service_id \
         JOIN ticket other ON other.service_id = beside.id AND other.day = mine.day \
         AND other.state IN ('CHECKED_IN', 'WAITING', 'SKIPPED') AND other.rank < mine.rank \
         WHERE mine.id IN ({keys}) GROUP BY mine.id, other.service_id"
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    for row in rows.all(db).await? {
        let (Some(place), Some(served)) = (places.get_mut(&row.id), paces.get(&row.service_id))
        else {
            continue;
        };
        let people = (row.people * served.shared + served.stations / 2) / served.stations.max(1);
        place.others.people += people;
        place.others.seconds += people * served.pace().seconds();
    }
    Ok(())
}

/// How fast the services of several tickets go, and those that the same stations serve.
async fn paces(
    db: &impl ConnectionTrait,
    waiting: &[&ticket::Model],
) -> Result<HashMap<StallServiceId, Served>> {
    #[derive(FromQueryResult)]
    struct Service {
        id: StallServiceId,
        minutes: i32,
        stations: i64,
        shared: i64,
    }
    let own: HashSet<StallServiceId> = waiting.iter().map(|row| row.service_id).collect();
    let stalls: HashSet<StallId> = waiting.iter().map(|row| row.stall_id).collect();
    let places = dialect::places(stalls.len(), "?");
    let text = format!(
        "SELECT service.id, service.minutes, \
         (SELECT count(*) FROM station WHERE station.stall_id = service.stall_id \
         AND station.state = 'OPEN' \
         AND (station.service_id IS NULL OR station.service_id = service.id)) AS stations, \
         (SELECT count(*) FROM station WHERE station.stall_id = service.stall_id \
         AND station.state = 'OPEN' AND station.service_id IS NULL) AS shared \
         FROM stall_service service WHERE service.stall_id IN ({places})"
    );
    let values = stalls.into_iter().map(Value::from);
    let services = Service::find_by_statement(dialect::sql(db, &text, values));
    let mut paces = HashMap::new();
    for row in services.all(db).await? {
        if !own.contains(&row.id) && row.shared == 0 {
            continue;
        }
        let served = Served {
            stations: row.stations,
            shared: row.shared,
            planned: i64::from(row.minutes) * 60,
            recent: Vec::new(),
        };
        paces.insert(row.id, served);
    }
    let ids: Vec<StallServiceId> = paces.keys().copied().collect();
    for row in recently_served(db, &ids).await? {
        if let (Some(from), Some(until), Some(served)) = (
            row.serving_at,
            row.finished_at,
            paces.get_mut(&row.service_id),
        ) {
            served.recent.push(mulin_queue::Served {
                lane: lane(row.lane),
                seconds: (until - from).num_seconds(),
            });
        }
    }
    Ok(paces)
}

/// The last served of each of several services, the latest first.
async fn recently_served(
    db: &impl ConnectionTrait,
    services: &[StallServiceId],
) -> Result<Vec<ticket::Model>> {
    let one = format!(
        "SELECT * FROM (SELECT * FROM ticket WHERE service_id = ? AND finished_at IS NOT NULL \
         ORDER BY finished_at DESC LIMIT {RECENT}) AS served"
    );
    let text = vec![one; services.len()].join(" UNION ALL ");
    let values = services.iter().map(|id| Value::from(*id));
    let statement = dialect::sql(db, &text, values);
    Ok(ticket::Model::find_by_statement(statement).all(db).await?)
}
