//! How the commands about tickets begin: the event, the stall, the locks, and who may.
//!
//! Locks are taken in one order: slots by key, the station, queues by key, tickets.

use chrono::NaiveDate;
use mulin_entities::{
    EventState, PriorityReason, StallServiceId, TicketId, TicketLane, TicketState, TicketVerb, Via,
    Visibility, event, service_queue, stall, stall_service, ticket,
};

use super::{TicketError, machine, moved, policy, store};
use crate::clock::Instant;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError};
use crate::input::{Faults, IdInput, Rule};
use crate::person;
use crate::person::acting::{Acting, Guest};
use crate::stall as stalls;
use crate::tx::Tx;

/// Where a service is given.
pub(super) struct Counter {
    /// The service day.
    pub event: event::Model,
    /// The stall.
    pub stall: stall::Model,
    /// The service.
    pub service: stall_service::Model,
}

/// Where the service is given. Errors: `path` is not found where the actor does not see the event.
pub(super) async fn counter(tx: &Tx, path: &str, service: StallServiceId) -> Result<Counter> {
    let missing = || Error::not_found(path);
    let service = stalls::store::service(tx.db(), service).await?;
    let service = service.ok_or_else(missing)?;
    let stall = stalls::store::stall(tx.db(), service.stall_id).await?;
    let stall = stall.ok_or_else(missing)?;
    let event = events::store::event(tx.db(), stall.event_id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(missing)?;
    Ok(Counter {
        event,
        stall,
        service,
    })
}

/// Tickets are taken and moved from the publication of an event to its end, of what the stall does.
pub(super) fn must_be_open(tx: &Tx, counter: &Counter) -> Result<()> {
    must_be_alive(tx, &counter.event)?;
    if counter.stall.removed_at.is_some() || counter.service.removed_at.is_some() {
        return Err(Refusal::from(TicketError::Gone).into());
    }
    Ok(())
}

fn must_be_alive(tx: &Tx, event: &event::Model) -> Result<()> {
    events::rules::must_be_alive(event, tx.now()).map_err(Refusal::from)?;
    if event.state == EventState::Draft {
        return Err(Refusal::from(EventError::NotPublished).into());
    }
    Ok(())
}

/// The day on which an instant falls where the event is: numbers begin anew with each.
pub(super) fn day(zone: &str, at: Instant) -> Result<NaiveDate> {
    let zone: chrono_tz::Tz = zone
        .parse()
        .map_err(|_| Error::internal("an event has a zone that is not known"))?;
    Ok(at.with_timezone(&zone).date_naive())
}

/// Numbers are drawn, and people served, on a day of the event until it ends.
pub(super) fn must_be_the_day(tx: &Tx, event: &event::Model) -> Result<NaiveDate> {
    let today = day(&event.time_zone, tx.now())?;
    if today < day(&event.time_zone, event.starts_at)? {
        return Err(Refusal::from(TicketError::NotTheDay).into());
    }
    Ok(today)
}

/// A ticket comes back to the queue or to a station on its day alone, before the event ends: what was closed
/// then stays closed. What was left at a stall is made ready and collected later as well.
pub(super) fn must_be_served(
    tx: &Tx,
    event: &event::Model,
    row: &ticket::Model,
    to: TicketState,
) -> Result<()> {
    let comes_back = machine::is_callable(to)
        || matches!(
            to,
            TicketState::Called | TicketState::Serving | TicketState::OnHold
        );
    if !comes_back {
        return Ok(());
    }
    events::rules::must_be_alive(event, tx.now()).map_err(Refusal::from)?;
    if row.day != day(&event.time_zone, tx.now())? {
        return Err(Refusal::from(TicketError::NotTheDay).into());
    }
    Ok(())
}

/// Whom a ticket is for.
pub(super) struct Holder {
    /// The person.
    pub guest: Guest,
    /// Why they go first for their age, if they do.
    pub elder: Option<PriorityReason>,
}

/// Whom the actor takes a ticket for: it must be open to them, and they have none of the service yet.
pub(super) async fn holder(tx: &mut Tx, acting: &Acting, counter: &Counter) -> Result<Holder> {
    let guest = acting.guest(tx, counter.event.id).await?;
    // Nobody erases or merges the person until the commit.
    person::store::hold(tx.db(), guest.person_id).await?;
    must_be_for(tx, &counter.event, &guest).await?;
    if store::has_active(tx, counter.service.id, guest.person_id).await? {
        return Err(Refusal::from(TicketError::ActiveElsewhere).into());
    }
    let elder = elder(tx, counter, &guest).await?;
    Ok(Holder { guest, elder })
}

async fn elder(tx: &Tx, counter: &Counter, guest: &Guest) -> Result<Option<PriorityReason>> {
    let Some(from_age) = counter.stall.priority_from_age else {
        return Ok(None);
    };
    let born = match tx.actor().signed_in() {
        Some(own) if own.person_id == guest.person_id => own.birth_year,
        _ => person::store::person(tx.db(), guest.person_id)
            .await?
            .and_then(|person| person.birth_year),
    };
    let year = chrono::Datelike::year(&day(&counter.event.time_zone, counter.event.starts_at)?);
    Ok(born
        .filter(|born| year - born >= from_age)
        .map(|_| PriorityReason::Elder))
}

/// The event must be open to whom the ticket is for, and not only to who takes it.
async fn must_be_for(tx: &Tx, event: &event::Model, guest: &Guest) -> Result<()> {
    let own = guest.confirmed && tx.actor().doer() == Some(guest.person_id);
    if event.visibility == Visibility::Public || own {
        return Ok(());
    }
    let theirs = person::store::actor(tx.db(), guest.person_id, None, tx.now()).await?;
    let sees = theirs.is_some_and(|theirs| {
        theirs.is_invited(event.id) || guest.confirmed && events::policy::may_see(&theirs, event)
    });
    if sees {
        Ok(())
    } else {
        Err(Refusal::from(TicketError::NotForPerson).into())
    }
}

/// A ticket of which nothing was decided but for whom it is.
pub(super) fn blank(tx: &Tx, counter: &Counter, day: NaiveDate) -> ticket::Model {
    ticket::Model {
        id: tx.new_id(),
        root_area_id: counter.event.root_area_id,
        event_id: counter.event.id,
        stall_id: counter.stall.id,
        service_id: counter.service.id,
        day,
        number: None,
        slot_id: None,
        person_id: None,
        household_id: None,
        area_id: None,
        label: None,
        source: mulin_entities::TicketSource::WalkIn,
        via: Via::App,
        lane: TicketLane::WalkIn,
        priority: None,
        items: 1,
        items_done: None,
        rank: tx.now().timestamp_micros(),
        state: TicketState::Waiting,
        station_id: None,
        times_called: 0,
        misses: 0,
        moves: 0,
        taken_by: tx.actor().doer(),
        transferred_from: None,
        ended_reason: None,
        created_at: tx.now(),
        checked_in_at: None,
        called_at: None,
        serving_at: None,
        finished_at: None,
        ready_at: None,
        collected_at: None,
        nearly_told_at: None,
        updated_at: tx.now(),
        version: 1,
    }
}

/// Puts into a ticket for whom it is.
pub(super) fn hold_for(row: &mut ticket::Model, holder: &Holder) {
    row.person_id = Some(holder.guest.person_id);
    row.household_id = Some(holder.guest.household_id);
    row.area_id = Some(holder.guest.unit_id);
    row.via = holder.guest.via;
    if holder.elder.is_some() {
        row.priority = holder.elder;
        row.lane = TicketLane::Priority;
    }
}

/// How many things somebody brings: one, unless told.
pub(super) fn items(faults: &mut Faults, items: Option<i32>) -> i32 {
    faults.number("items", items.unwrap_or(1), 1..=20)
}

/// A ticket with where it is served and its queue, which is the transaction's alone from then on.
pub(super) struct Held {
    /// Where.
    pub counter: Counter,
    /// The queue.
    pub queue: service_queue::Model,
    /// The ticket as it stands now.
    pub row: ticket::Model,
}

impl Held {
    /// Refuses unless the ticket stands as the caller saw it.
    pub fn must_be_version(&self, expected: Option<i32>) -> Result<()> {
        match expected {
            Some(expected) if expected != self.row.version => Err(Refusal::VersionConflict {
                current: self.row.version,
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Where the verb leads, or the refusal.
    pub fn led(&self, verb: TicketVerb) -> Result<TicketState> {
        moved::led(verb, &self.row, self.counter.service.mode)
    }
}

/// A ticket that the actor serves, or that the actor speaks for if `holders` may do this too.
///
/// Errors: `ticketId` is not found where the actor does not see the ticket; forbidden where it is
/// another's.
pub(super) async fn ticket(tx: &mut Tx, id: TicketId, holders: Option<Via>) -> Result<Held> {
    let (counter, seen) = look(tx, id, holders).await?;
    let missing = || Error::not_found("ticketId");
    let queues = store::lock_queues(tx, &[seen.service_id], seen.day).await?;
    let row = store::ticket(tx.db(), id).await?.ok_or_else(missing)?;
    let queue = queues
        .into_iter()
        .next()
        .unwrap_or_else(|| moved::idle(&row));
    Ok(Held {
        counter,
        queue,
        row,
    })
}

/// The same, as it stood when nothing was locked yet.
pub(super) async fn look(
    tx: &mut Tx,
    id: TicketId,
    holders: Option<Via>,
) -> Result<(Counter, ticket::Model)> {
    let missing = || Error::not_found("ticketId");
    let seen = store::ticket(tx.db(), id).await?.ok_or_else(missing)?;
    let counter = counter(tx, "ticketId", seen.service_id).await?;
    let event = &counter.event;
    if !stalls::policy::serves(tx.actor(), event.id, &event.area_path, &counter.stall) {
        speaks_for(tx, &seen, holders).await?;
    }
    Ok((counter, seen))
}

/// Who does not serve at the stall has to hold the ticket, or to speak for who does. What they do not
/// see is not found.
async fn speaks_for(tx: &mut Tx, row: &ticket::Model, via: Option<Via>) -> Result<()> {
    let missing = || Error::not_found("ticketId");
    let person = row.person_id.ok_or_else(missing)?;
    let own = policy::is_own(tx.actor(), row);
    let Some(via) = via else {
        return Err(if own { Error::Forbidden } else { missing() });
    };
    match Acting::for_person(person, via)
        .guest(tx, row.event_id)
        .await
    {
        Ok(_) => Ok(()),
        // That there is such a ticket is told to nobody else.
        Err(_) if !own => Err(missing()),
        Err(Error::Refused(_)) => Err(Error::Forbidden),
        Err(error) => Err(error),
    }
}

/// The id of the ticket that a command is about, after all else of its input was looked at.
pub(super) fn ticket_id(mut faults: Faults, id: IdInput<TicketId>) -> Result<TicketId> {
    let id = faults.id("ticketId", "Ticket", id);
    faults.finish()?;
    id.ok_or_else(|| Error::not_found("ticketId"))
}

/// Only the staff, at the desk, may tell this.
pub(super) fn desk_only(faults: &mut Faults, path: &str, told: bool, at_desk: bool) {
    if told && !at_desk {
        faults.add(path, Rule::Together { other: "atDesk" });
    }
}
