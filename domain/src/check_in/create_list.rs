//! Makes another list for an event: for a meal, a bus, a second door with people of its own.

use chrono_tz::Tz;
use mulin_entities::{CheckInListId, EventId, check_in_list, event};
use serde::Serialize;

use super::{list_store, policy, rules};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// A list.
#[derive(Clone, Debug, Serialize)]
pub struct CreateCheckInList {
    /// Of which event.
    pub event_id: IdInput<EventId>,
    /// What it is called, which no other list of the event is.
    pub name: String,
    /// From when people are checked in, on the clocks of the event; as at the event if left out.
    pub opens_at: Option<String>,
    /// Until when, likewise.
    pub closes_at: Option<String>,
}

/// Makes a list, for those who run the event.
pub async fn create_check_in_list(
    core: &Core,
    actor: &Actor,
    input: CreateCheckInList,
    key: Option<String>,
) -> Result<check_in_list::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(create(tx, input, key)))
        .await
}

async fn create(
    tx: &mut Tx,
    input: CreateCheckInList,
    key: Option<String>,
) -> Result<check_in_list::Model> {
    let replay = match claim(tx, key.as_deref(), "createCheckInList", &input).await? {
        Claim::Replay(id) => Some(CheckInListId(id)),
        Claim::Fresh => None,
    };
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let name = faults.line("name", &input.name, 1..=40);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    // One after the other: an event has only so many lists.
    seats::lock(tx.db(), event_id).await?;
    let event = managed(tx, event_id).await?;
    if let Some(id) = replay {
        let list = list_store::lists(tx.db(), [id]).await?.into_iter().next();
        return list.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut time = |path, text: Option<&String>| {
        text.and_then(|text| events::rules::wall_clock(&mut faults, path, text, zone(tx, &event)))
            .map(|(_, at)| at)
    };
    let opens_at = time("opensAt", input.opens_at.as_ref());
    let closes_at = time("closesAt", input.closes_at.as_ref());
    rules::list_window(&mut faults, opens_at, closes_at);
    list_store::lock_default(tx, &event).await?;
    if list_store::is_taken(tx, event.id, &name, None).await? {
        faults.add("name", Rule::Duplicate);
    }
    if list_store::count(tx, event.id).await? >= rules::MAX_LISTS {
        let max = usize::try_from(rules::MAX_LISTS).unwrap_or(usize::MAX);
        faults.add("eventId", Rule::Count { max });
    }
    faults.finish()?;
    let list = check_in_list::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id: event.id,
        name,
        is_default: false,
        opens_at,
        closes_at,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    list_store::insert(tx, &list).await?;
    tx.record(
        list.root_area_id,
        What::CheckInListChanged {
            list_id: list.id,
            event_id: list.event_id,
        },
    );
    Ok(list)
}

/// An event whose lists the actor may edit, unless it was cancelled.
pub(super) async fn managed(tx: &Tx, id: EventId) -> Result<event::Model> {
    let event = events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    policy::may_edit_lists(tx.actor(), &event)?;
    if event.state == mulin_entities::EventState::Cancelled {
        return Err(Refusal::from(EventError::Cancelled).into());
    }
    Ok(event)
}

/// On whose clocks the event takes place.
pub(super) fn zone(tx: &Tx, event: &event::Model) -> Tz {
    let own = event.time_zone.parse();
    own.unwrap_or(tx.core().settings().time_zone)
}
