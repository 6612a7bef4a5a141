//! Drafts an event.

use mulin_entities::*;
use serde::Serialize;

use super::terms::{RsvpTerms, Terms};
use super::{policy, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// A new event.
#[derive(Clone, Debug, Serialize)]
pub struct CreateEvent {
    /// Its audience is the subtree of this area.
    pub area_id: IdInput<AreaId>,
    /// The festival that groups it.
    pub festival_id: Option<IdInput<EventId>>,
    /// Label.
    pub kind: EventKind,
    /// Who may see it.
    pub visibility: Visibility,
    /// Title.
    pub title: String,
    /// Description in Markdown.
    pub description: Option<String>,
    /// Where.
    pub venue_id: Option<IdInput<VenueId>>,
    /// Wall-clock start.
    pub starts_at: String,
    /// Wall-clock end.
    pub ends_at: String,
    /// IANA zone of the wall-clock times; the platform's if left out.
    pub time_zone: Option<String>,
    /// Seats; none for unlimited.
    pub capacity: Option<i32>,
    /// Largest party; 20 if left out.
    pub max_party: Option<i32>,
    /// Wall-clock time from which answers are taken; at once if left out.
    pub rsvp_opens_at: Option<String>,
    /// Wall-clock time until which answers are taken; until the start if left out.
    pub rsvp_closes_at: Option<String>,
    /// On what terms answers get seats.
    pub terms: RsvpTerms,
}

/// Drafts an event. Nobody but its organisers sees it before it is published.
pub async fn create_event(
    core: &Core,
    actor: &Actor,
    input: CreateEvent,
    key: Option<String>,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "createEvent", &input).await? {
                let event = store::event(tx.db(), EventId(id)).await?;
                return event.ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let title = faults.line("title", &input.title, 1..=120);
            let description = input.description.as_deref().unwrap_or_default();
            let description = faults.text("description", description, 0..=10_000);
            let default_zone = tx.core().settings().time_zone;
            let zone = rules::zone(
                &mut faults,
                "timeZone",
                input.time_zone.as_deref(),
                default_zone,
            );
            let span = rules::span(
                &mut faults,
                &input.starts_at,
                &input.ends_at,
                zone,
                tx.now(),
            );
            let mut window = |path, text: Option<&String>| {
                text.and_then(|text| rules::wall_clock(&mut faults, path, text, zone))
                    .map(|(_, at)| at)
            };
            let opens_at = window("rsvpOpensAt", input.rsvp_opens_at.as_ref());
            let closes_at = window("rsvpClosesAt", input.rsvp_closes_at.as_ref());
            rules::rsvp_window(
                &mut faults,
                opens_at,
                closes_at,
                span.map(|span| span.ends_at),
            );
            if let Some(capacity) = input.capacity {
                faults.number("capacity", capacity, 0..=rules::MAX_CAPACITY);
            }
            let max_party = input.max_party.unwrap_or(rules::MAX_PARTY);
            faults.number("maxParty", max_party, 1..=rules::MAX_PARTY);
            let terms = input.terms.check(&mut faults);

            let area_id = faults.id("areaId", "Area", input.area_id);
            let area = match area_id {
                Some(id) => place::store::area(tx.db(), id).await?,
                None => None,
            };
            if area_id.is_some() && area.is_none() {
                faults.add("areaId", Rule::NotFound);
            }
            let venue = find_venue(tx, &mut faults, area.as_ref(), input.venue_id).await?;
            let festival = find_festival(tx, &mut faults, area.as_ref(), input.festival_id).await?;
            faults.finish()?;
            let (Some(area), Some(span)) = (area, span) else {
                return Err(Error::not_found("areaId"));
            };
            policy::may_create(tx.actor(), &area)?;

            let search_text = store::search_text(tx.db(), &title, &description, venue).await?;
            let terms = terms.over(Terms::default());
            let event = event::Model {
                needs_approval: terms.needs_approval,
                waitlist_order: terms.waitlist_order,
                offer_seconds: terms.offer_seconds,
                household_limit: terms.household_limit,
                form_version: 0,
                id: tx.new_id(),
                root_area_id: area.root_area_id,
                area_id: area.id,
                area_path: area.path,
                festival_id: festival,
                kind: input.kind,
                state: EventState::Draft,
                visibility: input.visibility,
                title,
                description,
                venue_id: venue,
                time_zone: span.zone.name().to_owned(),
                starts_local: span.starts_local,
                ends_local: span.ends_local,
                starts_at: span.starts_at,
                ends_at: span.ends_at,
                rsvp_opens_at: opens_at,
                rsvp_closes_at: closes_at,
                max_party,
                schedule_rev: 1,
                cancel_reason: None,
                search_text,
                version: 1,
                created_by: tx.actor().person_id(),
                published_at: None,
                cancelled_at: None,
                created_at: tx.now(),
                updated_at: tx.now(),
            };
            store::insert_all(tx, vec![(event.clone(), input.capacity)]).await?;
            let created = What::EventCreated {
                event_id: event.id,
                capacity: input.capacity,
                like: None,
            };
            tx.record(event.root_area_id, created);
            Ok(event)
        })
    })
    .await
}

/// The venue, if it is there and belongs to the same city.
pub(crate) async fn find_venue(
    tx: &Tx,
    faults: &mut Faults,
    area: Option<&area::Model>,
    id: Option<IdInput<VenueId>>,
) -> Result<Option<VenueId>> {
    let Some(id) = faults.optional_id("venueId", "Venue", id) else {
        return Ok(None);
    };
    match (place::store::venue(tx.db(), id).await?, area) {
        (None, _) => faults.add("venueId", Rule::NotFound),
        (Some(venue), Some(area)) if !place::policy::may_use_venue(&venue, area) => {
            faults.add("venueId", Rule::Elsewhere);
        }
        _ => {}
    }
    Ok(Some(id))
}

/// The festival, if the actor may see it, it is one, it belongs to the same city, and the actor is
/// one of those who run it.
pub(crate) async fn find_festival(
    tx: &Tx,
    faults: &mut Faults,
    area: Option<&area::Model>,
    id: Option<IdInput<EventId>>,
) -> Result<Option<EventId>> {
    let Some(id) = faults.optional_id("festivalId", "Event", id) else {
        return Ok(None);
    };
    let festival = store::event(tx.db(), id)
        .await?
        .filter(|festival| policy::may_see(tx.actor(), festival));
    match (festival, area) {
        (None, _) => faults.add("festivalId", Rule::NotFound),
        (Some(festival), Some(area))
            if festival.kind != EventKind::Festival
                || festival.root_area_id != area.root_area_id
                || festival.festival_id.is_some() =>
        {
            faults.add("festivalId", Rule::Elsewhere);
        }
        (Some(festival), _) if !policy::may_group_under(tx.actor(), &festival) => {
            faults.add("festivalId", Rule::OfOthers);
        }
        _ => {}
    }
    Ok(Some(id))
}
