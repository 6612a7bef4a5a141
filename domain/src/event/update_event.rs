//! Edits an event's text, place and terms. Its time is moved by `reschedule_event`.

use mulin_entities::*;
use serde::Serialize;

use super::create_event::{find_festival, find_venue};
use super::terms::{RsvpTerms, Terms};
use super::{policy, rules, seats, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::place;
use crate::tx::Tx;

/// What to change.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `CreateEvent`")]
pub struct UpdateEvent {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    pub festival_id: Patch<IdInput<EventId>>,
    pub kind: Patch<EventKind>,
    pub visibility: Patch<Visibility>,
    pub title: Patch<String>,
    pub description: Patch<String>,
    pub venue_id: Patch<IdInput<VenueId>>,
    pub capacity: Patch<i32>,
    pub max_party: Patch<i32>,
    pub rsvp_opens_at: Patch<String>,
    pub rsvp_closes_at: Patch<String>,
    pub terms: RsvpTerms,
}

/// Edits an event.
pub async fn update_event(core: &Core, actor: &Actor, input: UpdateEvent) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(edit(tx, input)))
        .await
}

/// Edits an event, within a command.
pub(crate) async fn edit(tx: &mut Tx, input: UpdateEvent) -> Result<event::Model> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let title = faults.required("title", input.title);
    let title = title.map(|title| faults.line("title", &title, 1..=120));
    let description = input
        .description
        .map(|text| faults.text("description", &text, 0..=10_000));
    let kind = faults.required("kind", input.kind);
    let visibility = faults.required("visibility", input.visibility);
    if let Patch::Set(capacity) = input.capacity {
        faults.number("capacity", capacity, 0..=rules::MAX_CAPACITY);
    }
    let max_party = faults.required("maxParty", input.max_party);
    if let Some(max_party) = max_party {
        faults.number("maxParty", max_party, 1..=rules::MAX_PARTY);
    }
    let terms = input.terms.check(&mut faults);
    let venue_id = faults.patched_id("venueId", "Venue", input.venue_id);
    let festival_id = faults.patched_id("festivalId", "Event", input.festival_id);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };

    let mut held = seats::lock(tx.db(), event_id).await?;
    let mut event = visible_event(tx, event_id).await?;
    policy::may_manage(tx.actor(), &event)?;
    let zone = event
        .time_zone
        .parse()
        .unwrap_or(tx.core().settings().time_zone);
    let mut window = |path, patch: Patch<String>, present| match patch {
        Patch::Keep => present,
        Patch::Clear => None,
        Patch::Set(text) => rules::wall_clock(&mut faults, path, &text, zone).map(|(_, at)| at),
    };
    let opens_at = window("rsvpOpensAt", input.rsvp_opens_at, event.rsvp_opens_at);
    let closes_at = window("rsvpClosesAt", input.rsvp_closes_at, event.rsvp_closes_at);
    rules::rsvp_window(&mut faults, opens_at, closes_at, Some(event.ends_at));
    let area = place::store::area(tx.db(), event.area_id).await?;
    if let Patch::Set(id) = venue_id {
        find_venue(tx, &mut faults, area.as_ref(), Some(Ok(id))).await?;
    }
    if let Patch::Set(id) = festival_id
        && event.festival_id != Some(id)
    {
        find_festival(tx, &mut faults, area.as_ref(), Some(Ok(id))).await?;
        if id == event_id {
            faults.add("festivalId", Rule::Duplicate);
        }
    }
    faults.finish()?;
    rules::must_be_alive(&event, tx.now())?;
    if input
        .expected_version
        .is_some_and(|version| version != event.version)
    {
        return Err(Refusal::VersionConflict {
            current: event.version,
        }
        .into());
    }

    event.title = title.unwrap_or(event.title);
    event.description = match description {
        Patch::Clear => String::new(),
        other => other.or_keep(Some(event.description)).unwrap_or_default(),
    };
    event.kind = kind.unwrap_or(event.kind);
    event.visibility = visibility.unwrap_or(event.visibility);
    event.max_party = max_party.unwrap_or(event.max_party);
    let moved_from = event.venue_id;
    event.venue_id = venue_id.or_keep(event.venue_id);
    event.festival_id = festival_id.or_keep(event.festival_id);
    terms.over(Terms::from(&event)).write(&mut event);
    event.rsvp_opens_at = opens_at;
    event.rsvp_closes_at = closes_at;
    event.search_text =
        store::search_text(tx.db(), &event.title, &event.description, event.venue_id).await?;
    let event = store::update(tx, event).await?;
    tx.record(event.root_area_id, What::EventUpdated { event_id });
    if event.venue_id != moved_from && event.state == EventState::Published {
        let moved = What::EventMoved {
            event_id,
            from: moved_from,
            to: event.venue_id,
        };
        tx.record(event.root_area_id, moved);
    }
    let capacity = input.capacity.or_keep(held.capacity);
    if capacity != held.capacity {
        let from = held.capacity;
        seats::set_capacity(&mut held, capacity);
        seats::save(tx, &held).await?;
        let changed = What::CapacityChanged {
            event_id,
            from,
            to: capacity,
        };
        tx.record(event.root_area_id, changed);
    }
    Ok(event)
}

/// The event, if the actor may see it. The caller holds the lock of its seats, which every edit of
/// an event takes.
pub(crate) async fn visible_event(tx: &Tx, id: EventId) -> Result<event::Model> {
    store::event(tx.db(), id)
        .await?
        .filter(|event| policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))
}
