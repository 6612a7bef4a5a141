//! What becomes of tickets: a day that is planned is closed at its end, and with the event when that is
//! called off; a station that pauses gives its ticket back; a merged record's tickets go to its keeper,
//! and an erased person's are ended and tell nothing of them.

use chrono::TimeDelta;
use mulin_entities::*;

use super::open::Counter;
use super::{close_day, moved, open, place_store, promote, store};
use crate::change::{Change, ServiceDayChange, What};
use crate::due_work;
use crate::error::Result;
use crate::event as events;
use crate::stall as stalls;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match &change.what {
            What::ServiceDay { event_id, change } => of_stall(tx, *event_id, change).await?,
            What::EventRescheduled {
                event_id, from, to, ..
            } => moved_to(tx, *event_id, *to - *from).await?,
            What::EventCancelled { event_id, .. } => {
                close_day::end_all(tx, *event_id, TicketEnd::EventCancelled).await?;
            }
            What::PersonMerged { from, into } => merge(tx, *from, *into).await?,
            _ => {}
        }
    }
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if erased.is_empty() {
        return Ok(());
    }
    end_of(tx, &erased).await?;
    store::forget(tx, &erased).await
}

async fn of_stall(tx: &mut Tx, event: EventId, change: &ServiceDayChange) -> Result<()> {
    match change {
        ServiceDayChange::StallChanged { stall_id, how } => {
            plan(tx, event).await?;
            match *how {
                "slots_set" | "updated" => fill(tx, *stall_id).await,
                _ => Ok(()),
            }
        }
        ServiceDayChange::StationChanged {
            station_id,
            state: StationState::Paused | StationState::Closed,
            ..
        } => give_back(tx, *station_id).await,
        _ => Ok(()),
    }
}

/// The day is closed when its event ends.
async fn plan(tx: &Tx, event: EventId) -> Result<()> {
    if let Some(event) = events::store::event(tx.db(), event).await? {
        due_work::plan(tx, close_day::KIND, event.id.0, event.ends_at).await?;
    }
    Ok(())
}

/// Slots may have got places for those who wait: more of them, or a smaller share for those who walk in.
async fn fill(tx: &mut Tx, stall: StallId) -> Result<()> {
    for service in place_store::waited_for(tx, stall).await? {
        let counter = open::counter(tx, "serviceId", service).await?;
        let mut slots = stalls::store::lock_slots_of(tx, service).await?;
        slots.retain(|slot| slot.booked < slot.bookable);
        slots.sort_by_key(|slot| slot.starts_at);
        for slot in slots {
            promote::fill(tx, &counter, slot.id).await?;
        }
    }
    Ok(())
}

/// Who was called to a station, or was served there, waits again where they were.
async fn give_back(tx: &mut Tx, station: StationId) -> Result<()> {
    let Some(there) = store::at_station(tx, station).await? else {
        return Ok(());
    };
    let queues = store::lock_queues(tx, &[there.service_id], there.day).await?;
    let Some(before) = store::ticket(tx.db(), there.id).await? else {
        return Ok(());
    };
    // It went on while the queue was waited for.
    if before.station_id != Some(station) {
        return Ok(());
    }
    let mut row = before.clone();
    moved::put(tx, &mut row, TicketState::Waiting);
    row.times_called = 0;
    row.serving_at = None;
    let queue = queues
        .into_iter()
        .next()
        .unwrap_or_else(|| moved::idle(&before));
    moved::save(tx, &before, row, TicketVerb::Return, &queue).await?;
    Ok(())
}

/// The slots have moved with the event; so do the days of its tickets, and their places by the slots.
async fn moved_to(tx: &mut Tx, event: EventId, by: TimeDelta) -> Result<()> {
    let mut queues = store::lock_queues_of(tx, event).await?;
    // Before the first number is drawn there are stalls without queues.
    if queues.is_empty() && stalls::store::stalls_of(tx.db(), [event]).await?.is_empty() {
        return Ok(());
    }
    plan(tx, event).await?;
    let days = shifted_days(tx, event, by).await?;
    if days != TimeDelta::zero() {
        // Forward from the last day, back from the first: no day meets one that is still there.
        queues.sort_by_key(|queue| queue.day);
        if days > TimeDelta::zero() {
            queues.reverse();
        }
        for queue in &queues {
            store::move_day(tx, queue, queue.day + days).await?;
        }
    }
    store::move_ranks(tx, event, by).await
}

/// By how many whole days the days of an event moved that starts so much later now.
async fn shifted_days(tx: &Tx, event: EventId, by: TimeDelta) -> Result<TimeDelta> {
    let Some(event) = events::store::event(tx.db(), event).await? else {
        return Ok(TimeDelta::zero());
    };
    let now = open::day(&event.time_zone, event.starts_at)?;
    Ok(now - open::day(&event.time_zone, event.starts_at - by)?)
}

/// Where both have a ticket of one service, the keeper's stands.
async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let kept = store::active_of(tx, &[into]).await?;
    let both = store::active_of(tx, &[from]).await?.into_iter();
    let both = both.filter(|one| kept.iter().any(|other| other.service_id == one.service_id));
    let both: Vec<_> = both.collect();
    end_some(tx, both, TicketEnd::Holder).await?;
    store::give(tx, from, into).await
}

async fn end_of(tx: &mut Tx, people: &[PersonId]) -> Result<()> {
    let open = store::active_of(tx, people).await?;
    end_some(tx, open, TicketEnd::PersonErased).await
}

/// Ends tickets of people, and passes on the places that they had booked. What lies at a stall stays
/// there.
async fn end_some(tx: &mut Tx, open: Vec<ticket::Model>, reason: TicketEnd) -> Result<()> {
    for row in open {
        if let (TicketState::Booked, Some(slot)) = (row.state, row.slot_id) {
            place_store::lock_slots(tx, [Some(slot), None]).await?;
        }
        let queues = store::lock_queues(tx, &[row.service_id], row.day).await?;
        let Some(row) = store::ticket(tx.db(), row.id).await? else {
            continue;
        };
        let (state, slot, service) = (row.state, row.slot_id, row.service_id);
        close_day::cancel(tx, row, reason, &queues).await?;
        if let (TicketState::Booked, Some(slot)) = (state, slot)
            && let Some(counter) = counter(tx, service).await?
        {
            promote::pass_on(tx, &counter, slot).await?;
        }
    }
    Ok(())
}

/// Where the service is given, whoever asks.
async fn counter(tx: &Tx, service: StallServiceId) -> Result<Option<Counter>> {
    let Some(service) = stalls::store::service(tx.db(), service).await? else {
        return Ok(None);
    };
    let Some(stall) = stalls::store::stall(tx.db(), service.stall_id).await? else {
        return Ok(None);
    };
    let event = events::store::event(tx.db(), stall.event_id).await?;
    Ok(event.map(|event| Counter {
        event,
        stall,
        service,
    }))
}
