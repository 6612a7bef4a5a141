//! Tells volunteers of their shifts: that they are on one, or not any more, that somebody asks them to take
//! one over, that it has another time or place, and that people are needed. Each once.
//!
//! They are told in writing, as holders of tickets are.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::quiet::{self, Quiet};
use super::reachable::Reachable;
use super::{as_one, rules, volunteers, withdraw, write};
use crate::change::{Change, VolunteerChange, What};
use crate::clock::Instant;
use crate::error::Result;
use crate::event::store as events;
use crate::shift::{sign_up_store as sign_ups, store as shifts};
use crate::tx::Tx;

/// Sign-ups a statement.
const ROWS: usize = 500;

/// Plans what a page of the journal tells volunteers: read from there, so that a shift with many is
/// called off as fast as one with few.
pub async fn tell(tx: &Tx, page: &[journal::Model]) -> Result<()> {
    let mut told: Vec<Told> = page.iter().filter_map(news).collect();
    told.extend(changed(tx, page).await?);
    plan_all(tx, &told).await
}

/// Plans what is told of shifts at events that moved, and to those who are called.
pub async fn follow(tx: &Tx, changes: &[Change]) -> Result<()> {
    let mut told: Vec<Told> = Vec::new();
    for change in changes {
        match &change.what {
            What::EventRescheduled { event_id, .. } | What::EventMoved { event_id, .. } => {
                told.extend(moved(tx, *event_id).await?);
            }
            What::Volunteering(VolunteerChange::VolunteersCalled {
                event_id,
                shift_id,
                people,
            }) => {
                for people in people.chunks(ROWS) {
                    call(tx, *event_id, *shift_id, people).await?;
                }
            }
            _ => {}
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

/// Of what somebody is told about a sign-up.
#[derive(Clone, Copy)]
struct Told {
    sign_up: ShiftSignUpId,
    kind: MessageKind,
    /// When it happened.
    at: Instant,
    /// Who did it.
    by: Option<PersonId>,
}

/// Of what an entry tells somebody, if anything.
fn news(entry: &journal::Model) -> Option<Told> {
    if entry.subject_kind != "shift_sign_up" {
        return None;
    }
    let said = |name: &str| entry.payload[name].as_str();
    Some(Told {
        sign_up: ShiftSignUpId(entry.subject_id),
        kind: of_move(&entry.verb, said("from"), said("reason"))?,
        at: entry.at,
        by: entry.actor_id,
    })
}

/// Who begins to wait sees that where they do so.
fn of_move(verb: &str, from: Option<&str>, reason: Option<&str>) -> Option<MessageKind> {
    match (verb, from, reason) {
        ("signed_up", None, _) => Some(MessageKind::ShiftSignedUp),
        ("signed_up", Some("WAITLISTED"), _) => Some(MessageKind::ShiftPromoted),
        ("cancelled", _, Some("SHIFT_CANCELLED" | "SHIFT_MOVED" | "STAFF")) => {
            Some(MessageKind::ShiftCancelled)
        }
        // Who only waited for a place gave none away.
        ("cancelled", Some("SIGNED_UP"), Some("SWAPPED")) => Some(MessageKind::ShiftSwapped),
        ("swap_offered", _, _) => Some(MessageKind::ShiftSwapOffered),
        _ => None,
    }
}

/// Who is on the shifts that have another time or place, since before they had it.
async fn changed(tx: &Tx, page: &[journal::Model]) -> Result<Vec<Told>> {
    // Moved twice on a page is told once: as it is now.
    let shifts: BTreeMap<ShiftId, &journal::Model> = page
        .iter()
        .filter(|entry| entry.subject_kind == "shift")
        .filter(|entry| matches!(entry.verb.as_str(), "rescheduled" | "moved"))
        .map(|entry| (ShiftId(entry.subject_id), entry))
        .collect();
    if shifts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::ShiftId.is_in(shifts.keys().copied()))
        .filter(shift_sign_up::Column::State.eq(SignUpState::SignedUp))
        .order_by_asc(shift_sign_up::Column::Id)
        .all(tx.db())
        .await?;
    let told = rows.into_iter().filter_map(|row| {
        let entry = shifts.get(&row.shift_id)?;
        let since = row.signed_up_at.unwrap_or(row.created_at);
        (since < entry.at).then_some(Told {
            sign_up: row.id,
            kind: MessageKind::ShiftChanged,
            at: entry.at,
            by: entry.actor_id,
        })
    });
    Ok(told.collect())
}

/// Who is on a shift and has answered nothing reads of an event's new time or place as of the shift's:
/// those who answered get the event's own notice, which tells of their shifts as well.
async fn moved(tx: &Tx, event: EventId) -> Result<Vec<Told>> {
    let told_by_answer = rules::audience(MessageKind::EventRescheduled);
    let sign_ups = volunteers::without_answer(tx.db(), event, told_by_answer).await?;
    let tell = |sign_up| Told {
        sign_up,
        kind: MessageKind::ShiftChanged,
        at: tx.now(),
        by: tx.actor().person_id(),
    };
    Ok(sign_ups.into_iter().map(tell).collect())
}

async fn plan(tx: &Tx, told: &[Told]) -> Result<()> {
    let db = tx.db();
    let sign_ups = sign_ups::sign_ups(db, told.iter().map(|told| told.sign_up)).await?;
    let sign_ups: HashMap<ShiftSignUpId, shift_sign_up::Model> =
        sign_ups.into_iter().map(|row| (row.id, row)).collect();
    let pairs = told
        .iter()
        .filter_map(|told| sign_ups.get(&told.sign_up).zip(Some(told)));
    let recipients: HashSet<PersonId> = pairs
        .filter_map(|(row, told)| recipient(told.kind, row))
        .collect();
    let people = people(tx, recipients.iter().copied()).await?;
    let ids: HashSet<EventId> = sign_ups.values().map(|row| row.event_id).collect();
    let of_ids = events::events(db, ids).await?;
    let of_ids: HashMap<EventId, event::Model> =
        of_ids.into_iter().map(|row| (row.id, row)).collect();
    let answered = told_by_answer(tx, &of_ids, &recipients).await?;
    let reachable = Reachable::load(tx.core(), db, recipients).await?;
    let mut rows = Vec::new();
    for told in told {
        let kind = told.kind;
        let Some(sign_up) = sign_ups.get(&told.sign_up) else {
            continue;
        };
        let (Some(person), Some(event)) = (
            recipient(kind, sign_up).and_then(|id| people.get(&id)),
            of_ids.get(&sign_up.event_id),
        ) else {
            continue;
        };
        let known = answered.contains(&(event.id, person.id));
        if !is_told(tx, *told, sign_up, known) {
            continue;
        }
        let called_off =
            event.state == EventState::Cancelled && kind == MessageKind::ShiftCancelled;
        // What one act calls off leaves as one, by the event's time.
        let times = match called_off {
            true => (event.starts_at, event.ends_at),
            false => (sign_up.starts_at, sign_up.ends_at),
        };
        let occasion = occasion(*told, sign_up, person.id);
        let row = delivery::Model {
            shift_sign_up_id: Some(sign_up.id),
            ..draft(tx, &reachable, (event, person), kind, &occasion, times)
        };
        rows.push(match called_off {
            true => {
                let key = as_one::called_off_key(event.id, person.id, row.channel);
                as_one::in_list(row, &key)
            }
            false => row,
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    let changed = rows
        .iter()
        .filter(|row| row.kind == MessageKind::ShiftChanged);
    let changed: Vec<(PersonId, ShiftSignUpId)> = changed
        .filter_map(|row| row.person_id.zip(row.shift_sign_up_id))
        .collect();
    withdraw::supersede_changed_shifts(tx, &changed).await?;
    write::insert(tx, rows).await
}

/// Asks people to come to a shift.
async fn call(tx: &Tx, event: EventId, shift: ShiftId, called: &[PersonId]) -> Result<()> {
    let db = tx.db();
    let (Some(event), Some(shift)) = (
        events::event(db, event).await?,
        shifts::shift(db, shift).await?,
    ) else {
        return Ok(());
    };
    let people = people(tx, called.iter().copied()).await?;
    let reachable = Reachable::load(tx.core(), db, called.iter().copied()).await?;
    let (kind, at) = (MessageKind::VolunteersCalled, tx.now().timestamp_micros());
    let called: HashSet<PersonId> = called.iter().copied().collect();
    let rows = called.into_iter().filter_map(|id| {
        let person = people.get(&id)?;
        let (shift_id, id) = (shift.id.0.simple(), id.0.simple());
        let occasion = format!("called:{shift_id}:{at}:{id}");
        let times = (shift.starts_at, shift.ends_at);
        Some(delivery::Model {
            shift_id: Some(shift.id),
            ..draft(tx, &reachable, (&event, person), kind, &occasion, times)
        })
    });
    let rows: Vec<delivery::Model> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    write::insert(tx, rows).await
}

/// A message to a person about an event, at a decent hour before the shift; while it lasts, and of what
/// became of it, at once.
fn draft(
    tx: &Tx,
    reachable: &Reachable,
    (event, person): (&event::Model, &person::Model),
    kind: MessageKind,
    occasion: &str,
    times: (Instant, Instant),
) -> delivery::Model {
    let settings = tx.core().settings();
    let event_zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    let zone = quiet::zone_of(person.time_zone.as_deref(), event_zone);
    let hours = Quiet::of(settings, person.quiet_from, person.quiet_until);
    let send_at = quiet::send_about(tx.now(), tx.now(), times, zone, hours, kind);
    let channel = reachable.first(person.id, kind, None);
    let key = rules::key_by(occasion, channel);
    delivery::Model {
        root_area_id: Some(event.root_area_id),
        person_id: Some(person.id),
        event_id: Some(event.id),
        ..write::blank(tx, kind, channel, key, send_at)
    }
}

async fn people(
    tx: &Tx,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, person::Model>> {
    let found = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(tx.db())
        .await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// Who is told: whose place it is, or who is asked to take it over.
fn recipient(kind: MessageKind, sign_up: &shift_sign_up::Model) -> Option<PersonId> {
    match kind {
        MessageKind::ShiftSwapOffered => sign_up.swap_with_id,
        _ => sign_up.person_id,
    }
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

fn is_told(tx: &Tx, told: Told, sign_up: &shift_sign_up::Model, knows: bool) -> bool {
    match told.kind {
        // As answers are; who signs somebody else up leaves them to be told.
        MessageKind::ShiftSignedUp => {
            tx.core().settings().confirm_answers || sign_up.signed_by != sign_up.person_id
        }
        MessageKind::ShiftCancelled => {
            sign_up.ended_reason != Some(SignUpEnd::ShiftCancelled) || !knows
        }
        // Of an exchange, who takes the other's place gives their own away themselves.
        MessageKind::ShiftSwapped => told.by.is_none() || told.by != sign_up.person_id,
        _ => true,
    }
}

/// What makes it the same message when it is planned again. Each offer and each move is another.
fn occasion(told: Told, sign_up: &shift_sign_up::Model, to: PersonId) -> String {
    let name = told.kind.as_str();
    let id = sign_up.id.0.simple();
    match told.kind {
        MessageKind::ShiftChanged => format!("shift:{id}:{name}:{}", told.at.timestamp_micros()),
        MessageKind::ShiftSwapOffered => {
            let at = sign_up.swap_offered_at.unwrap_or(told.at);
            format!(
                "shift:{id}:{name}:{}:{}",
                at.timestamp_micros(),
                to.0.simple()
            )
        }
        _ => format!("shift:{id}:{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MessageKind::{
        ShiftCancelled, ShiftPromoted, ShiftSignedUp, ShiftSwapOffered, ShiftSwapped,
    };

    #[test]
    fn only_what_the_volunteer_did_not_see_is_told() {
        for (verb, from, reason, expected) in [
            ("signed_up", None, None, Some(ShiftSignedUp)),
            ("signed_up", Some("WAITLISTED"), None, Some(ShiftPromoted)),
            ("signed_up", Some("ATTENDED"), None, None),
            ("waitlisted", None, None, None),
            ("attended", Some("SIGNED_UP"), None, None),
            ("cancelled", Some("SIGNED_UP"), Some("VOLUNTEER"), None),
            ("cancelled", Some("SIGNED_UP"), Some("PERSON_ERASED"), None),
            (
                "cancelled",
                Some("SIGNED_UP"),
                Some("STAFF"),
                Some(ShiftCancelled),
            ),
            (
                "cancelled",
                Some("WAITLISTED"),
                Some("STAFF"),
                Some(ShiftCancelled),
            ),
            (
                "cancelled",
                Some("SIGNED_UP"),
                Some("SHIFT_CANCELLED"),
                Some(ShiftCancelled),
            ),
            (
                "cancelled",
                Some("SIGNED_UP"),
                Some("SHIFT_MOVED"),
                Some(ShiftCancelled),
            ),
            (
                "cancelled",
                Some("SIGNED_UP"),
                Some("SWAPPED"),
                Some(ShiftSwapped),
            ),
            ("cancelled", Some("WAITLISTED"), Some("SWAPPED"), None),
            ("swap_offered", None, None, Some(ShiftSwapOffered)),
            ("swap_withdrawn", None, None, None),
        ] {
            assert_eq!(
                of_move(verb, from, reason),
                expected,
                "{verb} {from:?} {reason:?}"
            );
        }
    }
}
