//! Messages for answers that come after their recipients were listed, or behind the cursor while they
//! are, and for dishes that are promised, slots that are booked and shifts that are taken then: reminders
//! and announcements still to come, a person's own reminders, confirmations, and what happens to tickets
//! and shifts. A reader of the journal.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_entities::{
    DishId, EventId, MessageKind, PersonId, RsvpId, ScheduleState, ShiftSignUpId, TicketId,
    delivery_schedule, event, journal,
};
use uuid::Uuid;

use super::listing::{self, Part, Whom};
use super::plan::{self, Plan};
use super::store::{self, Recipient};
use super::{bookings, confirm, cooks, doing, own, rules, shifts, tickets, volunteers};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::event::store as events;
use crate::journal as log;
use crate::tx::Tx;

/// Reads the next page of answers. Answers whether there was one.
pub async fn read_answers(core: &Core) -> Result<bool> {
    log::read(core, "late_reminders", |tx, page| {
        Box::pin(tell_late(tx, page))
    })
    .await
}

async fn tell_late(tx: &mut Tx, page: &[journal::Model]) -> Result<()> {
    tickets::tell(tx, page).await?;
    shifts::tell(tx, page).await?;
    // By the time of the answer, not of its reading: whoever answered while no worker ran is told late,
    // as those are who were listed before.
    let answered: BTreeMap<RsvpId, Instant> = page
        .iter()
        .filter(|entry| entry.subject_kind == "rsvp")
        .map(|entry| (RsvpId(entry.subject_id), entry.at))
        .collect();
    let brought: BTreeMap<DishId, Instant> = page
        .iter()
        .filter(|entry| entry.subject_kind == "dish" && entry.verb == "brought")
        .map(|entry| (DishId(entry.subject_id), entry.at))
        .collect();
    let is_booking = |verb: &str| matches!(verb, "booked" | "promoted" | "undone");
    let booked: BTreeMap<TicketId, Instant> = page
        .iter()
        .filter(|entry| entry.subject_kind == "ticket" && is_booking(&entry.verb))
        .map(|entry| (TicketId(entry.subject_id), entry.at))
        .collect();
    let signed_up: BTreeMap<ShiftSignUpId, Instant> = page
        .iter()
        .filter(|entry| entry.subject_kind == "shift_sign_up" && entry.verb == "signed_up")
        .map(|entry| (ShiftSignUpId(entry.subject_id), entry.at))
        .collect();
    let of_doing = brought.values().chain(booked.values());
    let of_doing = of_doing.chain(signed_up.values());
    let Some(first) = answered.values().chain(of_doing).min().copied() else {
        return Ok(());
    };
    let of_events = latecomers(tx, &answered, &brought, &booked, &signed_up).await?;
    let mut ids: Vec<EventId> = of_events.keys().copied().collect();
    ids.sort_unstable();
    let mut events: HashMap<EventId, event::Model> = HashMap::new();
    for schedule in store::lock_reminders_after(tx, ids.iter().copied(), first).await? {
        // Whoever answered before the listing begins is listed by it.
        if !matches!(
            schedule.state,
            ScheduleState::Expanding | ScheduleState::Expanded
        ) {
            continue;
        }
        let Some(event) = event_of(tx, &mut events, schedule.event_id).await? else {
            continue;
        };
        if rules::useless_from(schedule.kind, event.starts_at, event.ends_at) <= tx.now() {
            continue;
        }
        let Some((whom, channels)) = listing::of_schedule(tx.db(), &schedule).await? else {
            continue;
        };
        // Who is there is asked when it is time, of everybody at once.
        if whom.presence.is_some() {
            continue;
        }
        let of_event = of_events.get(&event.id).map_or(&[][..], Vec::as_slice);
        let mut wanted = meant(tx, &schedule, &whom, of_event).await?;
        if schedule.kind == MessageKind::EventReminder {
            let told = store::reminded_at(tx, &schedule, &wanted).await?;
            wanted.retain(|one| !told.contains(&one.person_id));
        }
        let plan = Plan {
            schedule: Some(&schedule),
            channels: &channels,
            ..Plan::about(&event, schedule.kind, schedule.due_at)
        };
        plan::plan(tx, plan, &wanted).await?;
    }
    for id in ids {
        if let Some(event) = event_of(tx, &mut events, id).await? {
            let of_event = of_events.get(&id).into_iter().flatten();
            let answers = of_event.filter(|late| late.answered);
            let answers: Vec<Recipient> = answers.map(|late| late.recipient.clone()).collect();
            own::plan(tx, &event, &answers).await?;
        }
    }
    confirm::plan(tx, page).await
}

/// Somebody who came late.
struct Late {
    recipient: Recipient,
    /// When they answered, promised a dish, booked or took a shift.
    at: Instant,
    /// Whether they answered.
    answered: bool,
}

/// Who answered, who promised dishes, who booked, and who took shifts, by event.
async fn latecomers(
    tx: &Tx,
    answered: &BTreeMap<RsvpId, Instant>,
    brought: &BTreeMap<DishId, Instant>,
    booked: &BTreeMap<TicketId, Instant>,
    signed_up: &BTreeMap<ShiftSignUpId, Instant>,
) -> Result<HashMap<EventId, Vec<Late>>> {
    let answers = store::recipients_of(tx.db(), answered.keys().copied()).await?;
    let cooks = cooks::of_dishes(tx.db(), brought.keys().copied()).await?;
    let answers = answers.into_iter().filter_map(|recipient| {
        let at = *answered.get(&recipient.rsvp_id?)?;
        Some((recipient, at, true))
    });
    let cooks = cooks.into_iter().filter_map(|(dish, recipient)| {
        let at = *brought.get(&dish)?;
        Some((recipient, at, false))
    });
    let holders = bookings::of_tickets(tx.db(), booked.keys().copied()).await?;
    let holders = holders.into_iter().filter_map(|(ticket, recipient)| {
        let at = *booked.get(&ticket)?;
        Some((recipient, at, false))
    });
    let volunteers = volunteers::of_sign_ups(tx.db(), signed_up.keys().copied()).await?;
    let volunteers = volunteers.into_iter().filter_map(|(sign_up, recipient)| {
        let at = *signed_up.get(&sign_up)?;
        Some((recipient, at, false))
    });
    let doing = cooks.chain(holders).chain(volunteers);
    let mut of_events: HashMap<EventId, Vec<Late>> = HashMap::new();
    for (recipient, at, answered) in answers.chain(doing) {
        let of_event = of_events.entry(recipient.event_id).or_default();
        of_event.push(Late {
            recipient,
            at,
            answered,
        });
    }
    Ok(of_events)
}

/// Whom of them a fan-out is for that was still to come when they answered, promised a dish or booked,
/// each once.
async fn meant(
    tx: &Tx,
    schedule: &delivery_schedule::Model,
    whom: &Whom,
    of_event: &[Late],
) -> Result<Vec<Recipient>> {
    let mut doing: HashSet<(EventId, PersonId)> = HashSet::new();
    for part in &whom.doing {
        let people = of_event.iter().map(|late| late.recipient.person_id);
        let events = HashSet::from([schedule.event_id]);
        doing.extend(doing::who(tx.db(), *part, events, people.collect()).await?);
    }
    let mut wanted: BTreeMap<PersonId, Recipient> = BTreeMap::new();
    for late in of_event.iter().filter(|late| late.at < schedule.due_at) {
        let one = &late.recipient;
        let by_answer = one.state.is_some_and(|state| whom.states.contains(&state));
        let does = doing.contains(&(one.event_id, one.person_id));
        if does || by_answer && late.answered {
            wanted.insert(one.person_id, one.clone());
        }
    }
    let mut wanted: Vec<Recipient> = wanted.into_values().collect();
    if whom.area_path.is_some() {
        let event = schedule.event_id;
        let (answers, others): (Vec<_>, Vec<_>) =
            wanted.iter().partition(|one| one.rsvp_id.is_some());
        let answers = answers.into_iter().filter_map(|one| one.rsvp_id);
        let answers: Vec<Uuid> = answers.map(|id| id.0).collect();
        let others: Vec<Uuid> = others.into_iter().map(|one| one.person_id.0).collect();
        wanted = listing::answered(tx.db(), event, whom, Part::Of(&answers)).await?;
        wanted.extend(listing::unanswered(tx.db(), event, whom, Part::Of(&others)).await?);
    }
    Ok(wanted)
}

async fn event_of(
    tx: &Tx,
    known: &mut HashMap<EventId, event::Model>,
    id: EventId,
) -> Result<Option<event::Model>> {
    if let Some(event) = known.get(&id) {
        return Ok(Some(event.clone()));
    }
    let found = events::event(tx.db(), id).await?;
    if let Some(event) = &found {
        known.insert(id, event.clone());
    }
    Ok(found)
}
