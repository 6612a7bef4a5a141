//! Messages for answers that come after their recipients were listed, or behind the cursor while they
//! are: reminders and announcements still to come, a person's own reminders, and confirmations. A
//! reader of the journal.

use std::collections::{BTreeMap, HashMap};

use mulin_entities::{EventId, MessageKind, RsvpId, ScheduleState, event, journal};
use uuid::Uuid;

use super::listing::{self, Part};
use super::plan::{self, Plan};
use super::store::{self, Recipient};
use super::{confirm, own, rules};
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
    // By the time of the answer, not of its reading: whoever answered while no worker ran is told late,
    // as those are who were listed before.
    let answered: BTreeMap<RsvpId, Instant> = page
        .iter()
        .filter(|entry| entry.subject_kind == "rsvp")
        .map(|entry| (RsvpId(entry.subject_id), entry.at))
        .collect();
    let Some(first) = answered.values().min().copied() else {
        return Ok(());
    };
    let recipients = store::recipients_of(tx.db(), answered.keys().copied()).await?;
    let mut of_events: HashMap<EventId, Vec<Recipient>> = HashMap::new();
    for recipient in recipients {
        let of_event = of_events.entry(recipient.event_id).or_default();
        of_event.push(recipient);
    }
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
        let fits = |one: &&Recipient| one.state.is_some_and(|state| whom.states.contains(&state));
        let mut wanted: Vec<Recipient> = of_event.iter().filter(fits).cloned().collect();
        if whom.area_path.is_some() {
            let keys = wanted.iter().filter_map(|one| one.rsvp_id);
            let keys: Vec<Uuid> = keys.map(|id| id.0).collect();
            wanted = listing::answered(tx.db(), event.id, &whom, Part::Of(&keys)).await?;
        }
        let was_ahead = |one: &Recipient| {
            let at = one.rsvp_id.and_then(|id| answered.get(&id));
            at.is_some_and(|at| *at < schedule.due_at)
        };
        wanted.retain(was_ahead);
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
            let of_event = of_events.get(&id).map_or(&[][..], Vec::as_slice);
            own::plan(tx, &event, of_event).await?;
        }
    }
    confirm::plan(tx, page).await
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
