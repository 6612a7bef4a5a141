//! Invites people, households and whole areas to an event.

use std::collections::HashSet;
use std::hash::Hash;

use mulin_entities::{
    AreaId, EventId, HouseholdId, InvitationId, PersonId, TypedId, event, invitation,
};
use serde::Serialize;

use super::store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::{self as events, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::{policy as people, store as people_store};
use crate::place;
use crate::tx::Tx;

/// How many of each kind one call invites.
const MAX_INVITED: usize = 200;

/// Whom to invite to what.
#[derive(Clone, Debug, Serialize)]
pub struct InviteToEvent {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// People of its area, who answered it, or whom the caller sees.
    pub person_ids: Vec<IdInput<PersonId>>,
    /// Households of its area, or whom the caller sees.
    pub household_ids: Vec<IdInput<HouseholdId>>,
    /// Areas of the city with everybody who lives there.
    pub area_ids: Vec<IdInput<AreaId>>,
}

/// Invites; whoever is invited already stays so. For those who run the event.
pub async fn invite_to_event(
    core: &Core,
    actor: &Actor,
    input: InviteToEvent,
    key: Option<String>,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(invite(tx, input, key)))
        .await
}

async fn invite(tx: &mut Tx, input: InviteToEvent, key: Option<String>) -> Result<event::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "inviteToEvent", &input).await? {
        return visible_event(tx, EventId(id)).await;
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let people = ids(&mut faults, "personIds", "Person", input.person_ids);
    let households = ids(
        &mut faults,
        "householdIds",
        "Household",
        input.household_ids,
    );
    let areas = ids(&mut faults, "areaIds", "Area", input.area_ids);
    if faults.is_empty() && people.is_empty() && households.is_empty() && areas.is_empty() {
        faults.add("personIds", Rule::Required);
    }
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    // So that nobody merges or erases a record meanwhile. Before the seats, as all who do that.
    people_store::hold_all(tx.db(), people.iter().map(|(_, id)| *id)).await?;
    seats::lock(tx.db(), event_id).await?;
    let event = visible_event(tx, event_id).await?;
    events::policy::may_manage(tx.actor(), &event)?;
    check_people(tx, &mut faults, &event, &people).await?;
    check_households(tx, &mut faults, &event, &households).await?;
    check_areas(tx, &mut faults, &event, &areas).await?;
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now())?;
    let invited_by = tx.actor().person()?.person_id;
    let (people, households, areas) = (unique(people), unique(households), unique(areas));
    let standing = store::standing(tx, event_id, &people, &households, &areas).await?;
    let new = |person_id, household_id, area_id| invitation::Model {
        id: tx.new_id::<InvitationId>(),
        root_area_id: event.root_area_id,
        event_id,
        person_id,
        household_id,
        area_id,
        link_id: None,
        invited_by,
        created_at: tx.now(),
        revoked_at: None,
    };
    let rows = (people.into_iter())
        .map(|id| new(Some(id), None, None))
        .chain((households.into_iter()).map(|id| new(None, Some(id), None)))
        .chain((areas.into_iter()).map(|id| new(None, None, Some(id))));
    let invitee = |row: &invitation::Model| (row.person_id, row.household_id, row.area_id);
    let rows = rows.filter(|row| standing.iter().all(|one| invitee(one) != invitee(row)));
    let rows: Vec<invitation::Model> = rows.collect();
    for row in store::insert(tx, rows).await? {
        let created = What::InvitationCreated {
            invitation_id: row.id,
            event_id,
            person_id: row.person_id,
            household_id: row.household_id,
            area_id: row.area_id,
        };
        tx.record(row.root_area_id, created);
    }
    Ok(event)
}

/// The ids, each with its place in the list.
fn ids<T: TypedId>(
    faults: &mut Faults,
    path: &str,
    wanted: &'static str,
    ids: Vec<IdInput<T>>,
) -> Vec<(String, T)> {
    if ids.len() > MAX_INVITED {
        faults.add(path, Rule::Count { max: MAX_INVITED });
        return Vec::new();
    }
    let mut decoded = Vec::with_capacity(ids.len());
    for (index, id) in ids.into_iter().enumerate() {
        let path = format!("{path}.{index}");
        if let Some(id) = faults.id(&path, wanted, id) {
            decoded.push((path, id));
        }
    }
    decoded
}

fn unique<T: Copy + Eq + Hash>(ids: Vec<(String, T)>) -> Vec<T> {
    let mut seen = HashSet::new();
    let ids = ids.into_iter().map(|(_, id)| id);
    ids.filter(|id| seen.insert(*id)).collect()
}

/// An organiser sees no records of residents, but may invite those of the event's area, and who has
/// answered it.
async fn check_people(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    invited: &[(String, PersonId)],
) -> Result<()> {
    if invited.is_empty() {
        return Ok(());
    }
    let ids: Vec<PersonId> = invited.iter().map(|(_, id)| *id).collect();
    let known = store::people(tx, &ids).await?;
    let answered = store::answered(tx, event.id, &ids).await?;
    for (path, id) in invited {
        let found = known.iter().find(|(person, _)| person.id == *id);
        let Some((person, Some(unit))) = found else {
            faults.add(path, Rule::NotFound);
            continue;
        };
        let here = person.root_area_id == event.root_area_id;
        let within = here && (unit.path.starts_with(&event.area_path) || answered.contains(id));
        if !within && !people::may_see(tx.actor(), person, &unit.path) {
            faults.add(path, Rule::NotFound);
        } else if !here {
            faults.add(path, Rule::Elsewhere);
        }
    }
    Ok(())
}

async fn check_households(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    invited: &[(String, HouseholdId)],
) -> Result<()> {
    if invited.is_empty() {
        return Ok(());
    }
    let ids: Vec<HouseholdId> = invited.iter().map(|(_, id)| *id).collect();
    let known = store::households(tx, &ids).await?;
    for (path, id) in invited {
        let found = known.iter().find(|(household, _)| household.id == *id);
        let Some((household, Some(unit))) = found else {
            faults.add(path, Rule::NotFound);
            continue;
        };
        let here = household.root_area_id == event.root_area_id;
        let within = here && unit.path.starts_with(&event.area_path);
        if !within && !people::may_see_household(tx.actor(), household, &unit.path) {
            faults.add(path, Rule::NotFound);
        } else if !here {
            faults.add(path, Rule::Elsewhere);
        }
    }
    Ok(())
}

async fn check_areas(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    invited: &[(String, AreaId)],
) -> Result<()> {
    if invited.is_empty() {
        return Ok(());
    }
    let known = place::store::areas(tx.db(), invited.iter().map(|(_, id)| *id)).await?;
    for (path, id) in invited {
        match known.iter().find(|area| area.id == *id) {
            None => faults.add(path, Rule::NotFound),
            Some(area) if area.root_area_id != event.root_area_id => {
                faults.add(path, Rule::Elsewhere);
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The event, if the actor may see it.
pub(super) async fn visible_event(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))
}
