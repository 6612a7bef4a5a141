//! Tells people of their tickets at the stalls of a service day: that a slot is theirs, that it is nearly
//! their turn, that what they left can be collected, and that the day closed what was open. Each once.
//!
//! Tickets are told in writing: who calls somebody up would come too late, and a steward who is asked to
//! call about one ticket is not asked about the next.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::quiet::{self, Quiet};
use super::reachable::Reachable;
use super::{as_one, bookings, rules, write};
use crate::change::{Change, What};
use crate::clock::Instant;
use crate::error::Result;
use crate::event::store as events;
use crate::stall::store as stalls;
use crate::ticket::{machine, store as held};
use crate::tx::Tx;

/// Tickets a statement: the end of a day closes hundreds.
const ROWS: usize = 500;

/// Plans what a page of the journal tells holders of: read from there, so that a station calls the next
/// as fast as before.
pub async fn tell(tx: &Tx, page: &[journal::Model]) -> Result<()> {
    let told: Vec<Told> = page.iter().filter_map(news).collect();
    plan_all(tx, &told).await
}

/// Plans what is told of bookings at events that moved.
pub async fn follow(tx: &Tx, changes: &[Change]) -> Result<()> {
    let mut told: Vec<Told> = Vec::new();
    for change in changes {
        if let What::EventRescheduled { event_id, .. } | What::EventMoved { event_id, .. } =
            &change.what
        {
            told.extend(moved(tx, *event_id).await?);
        }
    }
    plan_all(tx, &told).await
}

async fn plan_all(tx: &Tx, told: &[Told]) -> Result<()> {
    for told in told.chunks(ROWS) {
        plan(tx, told).await?;
    }
    Ok(())
}

/// Of what the holder of a ticket is told.
#[derive(Clone, Copy)]
struct Told {
    ticket: TicketId,
    kind: MessageKind,
    /// When it happened.
    at: Instant,
    /// Whether the event moved, and with it what was booked.
    moved: bool,
}

/// Who booked and has answered nothing reads of an event's new time or place as of a new booking: those
/// who answered get the event's own notice, which tells of what they booked as well.
async fn moved(tx: &Tx, event: EventId) -> Result<Vec<Told>> {
    let told_by_answer = rules::audience(MessageKind::EventRescheduled);
    let tickets = bookings::without_answer(tx.db(), event, told_by_answer).await?;
    let tell = |ticket| Told {
        ticket,
        kind: MessageKind::TicketBooked,
        at: tx.now(),
        moved: true,
    };
    Ok(tickets.into_iter().map(tell).collect())
}

/// Of what an entry tells the holder, if anything.
fn news(entry: &journal::Model) -> Option<Told> {
    if entry.subject_kind != "ticket" {
        return None;
    }
    let to = entry.payload["to"].as_str();
    Some(Told {
        ticket: TicketId(entry.subject_id),
        kind: of_move(&entry.verb, to)?,
        at: entry.at,
        moved: false,
    })
}

/// Who takes a number, or begins to wait for a slot, sees that where they did so.
fn of_move(verb: &str, to: Option<&str>) -> Option<MessageKind> {
    match (verb, to) {
        ("booked" | "moved", Some("BOOKED")) => Some(MessageKind::TicketBooked),
        ("promoted", _) => Some(MessageKind::TicketPromoted),
        ("nearly_turn", _) => Some(MessageKind::TicketNearly),
        ("made_ready", _) => Some(MessageKind::TicketReady),
        // Who was being served when the day ended was served.
        ("closed", Some("CANCELLED" | "NO_SHOW")) => Some(MessageKind::TicketClosed),
        _ => None,
    }
}

async fn plan(tx: &Tx, told: &[Told]) -> Result<()> {
    let db = tx.db();
    let ids: Vec<TicketId> = told.iter().map(|told| told.ticket).collect();
    let tickets = held::tickets(db, ids).await?;
    let mut tickets: HashMap<TicketId, ticket::Model> =
        tickets.into_iter().map(|row| (row.id, row)).collect();
    // Whose turn it nearly was is called by now where numbers are called faster than this is read.
    let told: Vec<Told> = told
        .iter()
        .copied()
        .filter(|told| still(*told, &tickets))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let about: HashSet<TicketId> = told.iter().map(|told| told.ticket).collect();
    tickets.retain(|id, _| about.contains(id));
    let slots: Vec<SlotId> = tickets.values().filter_map(|row| row.slot_id).collect();
    let slots = stalls::slots(db, slots).await?;
    let slots: HashMap<SlotId, slot::Model> = slots.into_iter().map(|row| (row.id, row)).collect();
    let holders: HashSet<PersonId> = tickets.values().filter_map(|row| row.person_id).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(holders.iter().copied()))
        .all(db)
        .await?;
    let people: HashMap<PersonId, person::Model> =
        people.into_iter().map(|row| (row.id, row)).collect();
    let ids: HashSet<EventId> = tickets.values().map(|row| row.event_id).collect();
    let mut of_ids: HashMap<EventId, event::Model> = HashMap::new();
    for id in ids {
        of_ids.extend(events::event(db, id).await?.map(|row| (id, row)));
    }
    let answered = told_by_answer(tx, &of_ids, &holders).await?;
    let reachable = Reachable::load(tx.core(), db, holders).await?;
    let mut rows = Vec::new();
    for told in &told {
        let kind = told.kind;
        let Some(ticket) = tickets.get(&told.ticket) else {
            continue;
        };
        let (Some(person), Some(event)) = (
            ticket.person_id.and_then(|id| people.get(&id)),
            of_ids.get(&ticket.event_id),
        ) else {
            continue;
        };
        let known = answered.contains(&(event.id, person.id));
        if !told.moved && !is_told(tx, kind, ticket, known) {
            continue;
        }
        let slot = ticket.slot_id.and_then(|id| slots.get(&id));
        let channel = reachable.first(person.id, kind, None);
        let Some(send_at) = leaves_at(tx, *told, event, slot, person) else {
            continue;
        };
        let mut occasion = occasion(kind, ticket);
        if told.moved {
            occasion += &format!(":{}", tx.now().timestamp_micros());
        }
        let key = rules::key_by(&occasion, channel);
        let row = delivery::Model {
            root_area_id: Some(ticket.root_area_id),
            person_id: Some(person.id),
            event_id: Some(event.id),
            ticket_id: Some(ticket.id),
            ..write::blank(tx, kind, channel, key, send_at)
        };
        // Whoever had several open at the end of a day reads of them in one message.
        rows.push(match kind {
            MessageKind::TicketClosed => {
                as_one::in_list(row, &as_one::closed_key(event.id, person.id, channel))
            }
            _ => row,
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    write::insert(tx, rows).await
}

/// Whether it is still worth telling.
fn still(told: Told, tickets: &HashMap<TicketId, ticket::Model>) -> bool {
    let ticket = tickets.get(&told.ticket);
    ticket.is_some_and(|ticket| {
        told.kind != MessageKind::TicketNearly || machine::is_callable(ticket.state)
    })
}

/// Who reads of an event that is called off by their answer to it.
async fn told_by_answer(
    tx: &Tx,
    events: &HashMap<EventId, event::Model>,
    people: &HashSet<PersonId>,
) -> Result<HashSet<(EventId, PersonId)>> {
    let cancelled: Vec<EventId> = events
        .values()
        .filter(|event| event.state == EventState::Cancelled)
        .map(|event| event.id)
        .collect();
    if cancelled.is_empty() {
        return Ok(HashSet::new());
    }
    let states = rules::audience(MessageKind::EventCancelled).to_vec();
    let found: Vec<(EventId, PersonId)> = rsvp::Entity::find()
        .select_only()
        .columns([rsvp::Column::EventId, rsvp::Column::PersonId])
        .filter(rsvp::Column::EventId.is_in(cancelled))
        .filter(rsvp::Column::PersonId.is_in(people.iter().copied()))
        .filter(rsvp::Column::State.is_in(states))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(found.into_iter().collect())
}

fn is_told(tx: &Tx, kind: MessageKind, ticket: &ticket::Model, knows: bool) -> bool {
    match kind {
        // As answers are; who booked for somebody else leaves them to be told.
        MessageKind::TicketBooked => {
            tx.core().settings().confirm_answers || ticket.taken_by != ticket.person_id
        }
        MessageKind::TicketClosed => match ticket.ended_reason {
            Some(TicketEnd::DayEnded) => true,
            Some(TicketEnd::EventCancelled) => !knows,
            _ => false,
        },
        _ => true,
    }
}

/// What makes it the same message when it is planned again. Another slot is another booking.
fn occasion(kind: MessageKind, ticket: &ticket::Model) -> String {
    let name = kind.as_str();
    let id = ticket.id.0.simple();
    match ticket.slot_id.filter(|_| kind == MessageKind::TicketBooked) {
        Some(slot) => format!("ticket:{id}:{name}:{}", slot.0.simple()),
        None => format!("ticket:{id}:{name}"),
    }
}

/// A slot is told of at a decent hour before it; that it is nearly somebody's turn at once, or, in their
/// quiet hours, never; all else at once while the day lasts, and after it not while people sleep.
fn leaves_at(
    tx: &Tx,
    told: Told,
    event: &event::Model,
    slot: Option<&slot::Model>,
    person: &person::Model,
) -> Option<Instant> {
    let settings = tx.core().settings();
    let event_zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    let zone = quiet::zone_of(person.time_zone.as_deref(), event_zone);
    let hours = Quiet::of(settings, person.quiet_from, person.quiet_until);
    // For now, however late it is read: it is then of no use any more.
    if told.kind == MessageKind::TicketNearly {
        return (!quiet::is_quiet(told.at, zone, hours)).then_some(told.at);
    }
    let starts_at = slot.map_or(event.starts_at, |slot| slot.starts_at);
    let times = (starts_at, event.ends_at);
    let at = quiet::send_about(tx.now(), tx.now(), times, zone, hours, told.kind);
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MessageKind::{TicketBooked, TicketClosed, TicketNearly, TicketPromoted, TicketReady};

    #[test]
    fn only_what_the_holder_did_not_see_is_told() {
        for (verb, to, expected) in [
            ("booked", "BOOKED", Some(TicketBooked)),
            ("booked", "WAITLISTED", None),
            ("moved", "BOOKED", Some(TicketBooked)),
            ("promoted", "BOOKED", Some(TicketPromoted)),
            ("taken", "WAITING", None),
            ("checked_in", "CHECKED_IN", None),
            ("called", "CALLED", None),
            ("made_ready", "READY", Some(TicketReady)),
            ("collected", "COLLECTED", None),
            ("closed", "CANCELLED", Some(TicketClosed)),
            ("closed", "NO_SHOW", Some(TicketClosed)),
            ("closed", "DONE", None),
            ("undone", "READY", None),
        ] {
            assert_eq!(of_move(verb, Some(to)), expected, "{verb} {to}");
        }
        assert_eq!(of_move("nearly_turn", None), Some(TicketNearly));
    }
}
