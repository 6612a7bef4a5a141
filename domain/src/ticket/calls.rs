//! One transaction that makes many calls.
//!
//! Locks: stations by key, then queues by key, as in every other command of tickets.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use mulin_entities::*;

use super::call_next::{Asked, CallNext, Called};
use super::turns::{Turn, Turns, Waiting};
use super::{TicketError, moved, nearly, number, open, store};
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::event::view::EventView;
use crate::idempotency::{self, Claim, Keyed};
use crate::stall as stalls;
use crate::tx::Tx;

const COMMAND: &str = "callNext";

type Verdict = Result<Called>;

/// What is known of the stations that call.
struct Hall {
    stations: HashMap<StationId, station::Model>,
    stalls: HashMap<StallId, stall::Model>,
    events: HashMap<EventId, (event::Model, Arc<EventView>)>,
    services: Vec<stall_service::Model>,
    /// Who is at which station.
    there: HashMap<StationId, ticket::Model>,
    waiting: Vec<Waiting>,
}

/// Makes the calls in order; each has their own ticket or refusal.
pub(super) async fn make_all(tx: &mut Tx, asked: &[Asked]) -> Result<Vec<Verdict>> {
    let mut verdicts: Vec<Option<Verdict>> = asked.iter().map(|_| None).collect();
    let replays = claim_keys(tx, asked, &mut verdicts).await?;
    let mut hall = Hall::enter(tx, asked).await?;
    let mut days: HashMap<usize, NaiveDate> = HashMap::new();
    for (place, asked) in asked.iter().enumerate() {
        if verdicts[place].is_some() {
            continue;
        }
        match hall.may_call(tx, asked, replays.contains_key(&place)) {
            Err(error @ (Error::Refused(_) | Error::Forbidden | Error::Unauthenticated)) => {
                verdicts[place] = Some(Err(error));
            }
            Err(error) => return Err(error),
            Ok((station, day)) => match replays.get(&place) {
                Some(ticket) => {
                    let (station, ticket) = (station.clone(), Some(ticket.clone()));
                    verdicts[place] = Some(hall.called(station, ticket));
                }
                None => {
                    days.insert(place, day);
                }
            },
        }
    }
    hall.look(tx, asked, &days).await?;
    let mut made = Made::default();
    for (place, asked) in asked.iter().enumerate() {
        let Some(day) = days.get(&place) else {
            continue;
        };
        tx.serve(&asked.actor);
        verdicts[place] = Some(hall.call(tx, &mut made, asked.station_id, *day));
    }
    made.write(tx, &hall).await?;
    let lost = || Err(Error::internal("a call has no outcome"));
    let verdicts: Vec<Verdict> = verdicts
        .into_iter()
        .map(|verdict| verdict.unwrap_or_else(lost))
        .collect();
    complete_keys(tx, asked, &verdicts, &replays).await?;
    Ok(verdicts)
}

impl Hall {
    /// Locks the stations and reads what stands around them.
    async fn enter(tx: &Tx, asked: &[Asked]) -> Result<Self> {
        let ids: HashSet<StationId> = asked.iter().map(|asked| asked.station_id).collect();
        let stations = stalls::store::lock_stations(tx, ids).await?;
        let stalls: HashSet<StallId> = stations.iter().map(|row| row.stall_id).collect();
        let stalls = stalls::store::stalls(tx.db(), stalls).await?;
        let events: HashSet<EventId> = stalls.iter().map(|row| row.event_id).collect();
        let events = events::store::shown(tx.db(), events).await?;
        let services = stalls.iter().map(|row| row.id);
        let services = stalls::store::services_of(tx.db(), services).await?;
        Ok(Self {
            stations: stations.into_iter().map(|row| (row.id, row)).collect(),
            stalls: stalls.into_iter().map(|row| (row.id, row)).collect(),
            events: events
                .into_iter()
                .map(|(row, view)| (row.id, (row, Arc::new(view))))
                .collect(),
            services,
            there: HashMap::new(),
            waiting: Vec::new(),
        })
    }

    /// The station, on which day, if the actor may call to it now. A call that is answered again is one
    /// that was allowed; the actor still has to serve there.
    fn may_call(
        &self,
        tx: &Tx,
        asked: &Asked,
        again: bool,
    ) -> Result<(&station::Model, NaiveDate)> {
        let missing = || Error::not_found("stationId");
        let station = self.stations.get(&asked.station_id).ok_or_else(missing)?;
        let stall = self.stalls.get(&station.stall_id).ok_or_else(missing)?;
        let (event, _) = self.events.get(&stall.event_id).ok_or_else(missing)?;
        if !events::policy::may_see(&asked.actor, event) {
            return Err(missing());
        }
        stalls::policy::may_serve(&asked.actor, event.id, &event.area_path, stall)?;
        let today = open::day(&event.time_zone, tx.now())?;
        if again {
            return Ok((station, today));
        }
        events::rules::must_be_alive(event, tx.now()).map_err(Refusal::from)?;
        open::must_be_the_day(tx, event)?;
        if station.state != StationState::Open {
            return Err(Refusal::from(TicketError::StationNotOpen).into());
        }
        Ok((station, today))
    }

    /// What a station serves.
    fn served(&self, station: &station::Model) -> impl Iterator<Item = StallServiceId> {
        let (stall, only) = (station.stall_id, station.service_id);
        self.services
            .iter()
            .filter(move |service| service.stall_id == stall)
            .map(|service| service.id)
            .filter(move |service| only.is_none_or(|only| only == *service))
    }

    /// Locks the queues of those who call, and reads who is at their stations, and the first of each lane:
    /// as many as call, and those whose turn it nearly is then.
    async fn look(
        &mut self,
        tx: &Tx,
        asked: &[Asked],
        days: &HashMap<usize, NaiveDate>,
    ) -> Result<()> {
        let mut wanted: HashMap<NaiveDate, HashSet<StallServiceId>> = HashMap::new();
        let mut calling = Vec::new();
        let mut behind = 0;
        for (place, day) in days {
            let Some(station) = self.stations.get(&asked[*place].station_id) else {
                continue;
            };
            calling.push(station.id);
            wanted.entry(*day).or_default().extend(self.served(station));
            let stall = self.stalls.get(&station.stall_id);
            behind = behind.max(stall.map_or(0, |stall| stall.nearly_places));
        }
        let mut wanted: Vec<_> = wanted.into_iter().collect();
        wanted.sort_unstable_by_key(|(day, _)| *day);
        let mut queues = Vec::new();
        for (day, services) in wanted {
            let services: Vec<StallServiceId> = services.into_iter().collect();
            queues.extend(store::lock_queues(tx, &services, day).await?);
        }
        let ids: Vec<_> = queues.iter().map(|row| (row.service_id, row.day)).collect();
        let most = behind + i32::try_from(days.len()).unwrap_or(i32::MAX);
        let tickets = store::first_of_lanes(tx.db(), &calling, &ids, most).await?;
        let (there, heads): (Vec<_>, Vec<_>) = tickets
            .into_iter()
            .partition(|ticket| ticket.station_id.is_some());
        // Who is called or served waits no longer.
        for ticket in there {
            if let Some(station) = ticket.station_id {
                self.there.insert(station, ticket);
            }
        }
        self.waiting = Waiting::of(queues, heads);
        Ok(())
    }

    /// Makes one call.
    fn call(&mut self, tx: &mut Tx, made: &mut Made, id: StationId, day: NaiveDate) -> Verdict {
        let station = self.stations.get(&id).cloned();
        let station = station.ok_or_else(|| Error::not_found("stationId"))?;
        if let Some(there) = self.there.get(&id) {
            let prefix = self
                .services
                .iter()
                .find(|service| service.id == there.service_id);
            let prefix = prefix.map_or("", |service| service.prefix.as_str());
            let number = number::shown(prefix, there.number.unwrap_or_default());
            return Err(Refusal::from(TicketError::StationBusy { number }).into());
        }
        let served: HashSet<StallServiceId> = self.served(&station).collect();
        let of_station = |waiting: &&Waiting| {
            waiting.queue.day == day && served.contains(&waiting.queue.service_id)
        };
        let now = tx.now();
        let (now_micros, places) = (now.timestamp_micros(), self.nearly_places(&station));
        let mut turns = Turns::of(self.waiting.iter().filter(of_station), now_micros);
        let Some(Turn {
            queue,
            ticket,
            after,
        }) = turns.next()
        else {
            return self.called(station, None);
        };
        let (service, before) = (queue.service_id, ticket.clone());
        let near = turns.take(places).map(|turn| turn.ticket.clone());
        let near: Vec<ticket::Model> = near.collect();
        let mut row = before.clone();
        moved::put(tx, &mut row, TicketState::Called);
        row.station_id = Some(station.id);
        row.times_called = 1;
        let waiting = self
            .waiting
            .iter_mut()
            .find(|waiting| waiting.queue.service_id == service && waiting.queue.day == day);
        if let Some(waiting) = waiting {
            waiting.queue.priority_run = i32::from(after.priority_run);
            waiting.queue.booked_run = i32::from(after.booked_run);
            waiting.tickets.retain(|ticket| ticket.id != row.id);
            let queue = &waiting.queue;
            row = moved::note(tx, &before, row, TicketVerb::Call, queue, &mut made.moves);
        }
        let told = nearly::tell(tx, &near);
        let waiting = self.waiting.iter_mut();
        for ticket in waiting.flat_map(|waiting| &mut waiting.tickets) {
            if told.contains(&ticket.id) {
                ticket.nearly_told_at = Some(now);
            }
        }
        made.told.extend(told);
        made.rows.push(row.clone());
        self.there.insert(id, row.clone());
        self.called(station, Some(row))
    }

    /// How many behind a call are told that it is nearly their turn.
    fn nearly_places(&self, station: &station::Model) -> usize {
        let stall = self.stalls.get(&station.stall_id);
        usize::try_from(stall.map_or(0, |stall| stall.nearly_places)).unwrap_or(0)
    }

    fn called(&self, station: station::Model, ticket: Option<ticket::Model>) -> Verdict {
        let missing = || Error::not_found("stationId");
        let stall = self.stalls.get(&station.stall_id).ok_or_else(missing)?;
        let (_, event) = self.events.get(&stall.event_id).ok_or_else(missing)?;
        let service = ticket.as_ref().and_then(|ticket| {
            let of_ticket = |service: &&stall_service::Model| service.id == ticket.service_id;
            self.services.iter().find(of_ticket).cloned()
        });
        Ok(Called {
            event: event.clone(),
            stall: stall.clone(),
            station,
            ticket,
            service,
        })
    }
}

/// What the calls change.
#[derive(Default)]
struct Made {
    rows: Vec<ticket::Model>,
    moves: Vec<ticket_move::Model>,
    told: Vec<TicketId>,
}

impl Made {
    async fn write(self, tx: &Tx, hall: &Hall) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let changed: HashSet<_> = (self.rows.iter())
            .map(|row| (row.service_id, row.day))
            .collect();
        let queues = hall.waiting.iter().map(|waiting| &waiting.queue);
        let queues = queues.filter(|queue| changed.contains(&(queue.service_id, queue.day)));
        store::save_turns(tx, queues.cloned()).await?;
        let called: HashSet<TicketId> = self.rows.iter().map(|row| row.id).collect();
        store::write_called(tx, self.rows, self.moves).await?;
        // Who was called in the same breath knows it.
        let told = self.told.into_iter().filter(|id| !called.contains(id));
        store::note_told(tx, &told.collect::<Vec<_>>()).await
    }
}

fn keyed(asked: &Asked) -> Result<Option<Keyed<'_>>> {
    let (Some(key), Some(actor_id)) = (asked.key.as_deref(), asked.actor.doer()) else {
        return Ok(None);
    };
    let input = serde_json::to_vec(&CallNext {
        station_id: Ok(asked.station_id),
    });
    Ok(Some(Keyed {
        actor_id,
        key,
        input: input.map_err(|error| Error::Internal(Box::new(error)))?,
    }))
}

/// Claims the keys. Answers the tickets of those that were sent before, by their places. The same key
/// twice in one batch is for the client to send again.
async fn claim_keys(
    tx: &Tx,
    asked: &[Asked],
    verdicts: &mut [Option<Verdict>],
) -> Result<HashMap<usize, ticket::Model>> {
    let (mut seen, mut places, mut claims) = (HashSet::new(), Vec::new(), Vec::new());
    for (place, asked) in asked.iter().enumerate() {
        let Some(keyed) = keyed(asked)? else {
            continue;
        };
        if seen.insert((keyed.actor_id, keyed.key)) {
            places.push(place);
            claims.push(keyed);
        } else {
            verdicts[place] = Some(Err(Error::Throttled));
        }
    }
    let mut replays = HashMap::new();
    if claims.is_empty() {
        return Ok(replays);
    }
    let claimed = idempotency::claim_all(tx, COMMAND, &claims).await?;
    let mut again: Vec<(usize, TicketId)> = Vec::new();
    for (place, claim) in places.into_iter().zip(claimed) {
        match claim {
            Ok(Claim::Fresh) => {}
            Ok(Claim::Replay(id)) => again.push((place, TicketId(id))),
            Err(error @ Error::Refused(_)) => verdicts[place] = Some(Err(error)),
            Err(error) => return Err(error),
        }
    }
    let rows = store::tickets(tx.db(), again.iter().map(|(_, id)| *id)).await?;
    for (place, id) in again {
        let row = rows.iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| Error::internal("a remembered call has no ticket"))?;
        replays.insert(place, row.clone());
    }
    Ok(replays)
}

/// Remembers what was called, and frees the keys of all else.
async fn complete_keys(
    tx: &Tx,
    asked: &[Asked],
    verdicts: &[Verdict],
    replays: &HashMap<usize, ticket::Model>,
) -> Result<()> {
    let (mut done, mut refused, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (place, (asked, verdict)) in asked.iter().zip(verdicts).enumerate() {
        let Some(keyed) = keyed(asked)? else {
            continue;
        };
        // What was remembered before stays so.
        if !seen.insert((keyed.actor_id, keyed.key)) || replays.contains_key(&place) {
            continue;
        }
        match verdict {
            Ok(Called {
                ticket: Some(row), ..
            }) => done.push((keyed, row.id.0)),
            Err(Error::Refused(_)) if is_reused(verdict) => {}
            _ => refused.push(keyed),
        }
    }
    if done.is_empty() && refused.is_empty() {
        return Ok(());
    }
    idempotency::complete_all(tx, COMMAND, done, &refused).await
}

/// A key that stands for another command: it is not this one's to free.
fn is_reused(verdict: &Verdict) -> bool {
    let Err(Error::Refused(refusals)) = verdict else {
        return false;
    };
    refusals
        .iter()
        .any(|refusal| refusal.code() == "IDEMPOTENCY_KEY_REUSED")
}
