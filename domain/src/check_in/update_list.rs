//! Edits a list's name and times.

use mulin_entities::{CheckInListId, check_in_list};
use serde::Serialize;

use super::create_list::{managed, zone};
use super::{list_store, policy, rules};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::input::{Faults, IdInput, Patch, Rule};
use crate::tx::Tx;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateCheckInList {
    /// Which list.
    pub list_id: IdInput<CheckInListId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Its name.
    pub name: Patch<String>,
    /// From when people are checked in, on the clocks of the event; cleared: as at the event.
    pub opens_at: Patch<String>,
    /// Until when, likewise.
    pub closes_at: Patch<String>,
}

/// Edits a list, for those who run the event. The event's own list has no times of its own.
pub async fn update_check_in_list(
    core: &Core,
    actor: &Actor,
    input: UpdateCheckInList,
) -> Result<check_in_list::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateCheckInList) -> Result<check_in_list::Model> {
    let mut faults = Faults::default();
    let list_id = faults.id("listId", "CheckInList", input.list_id);
    let name = faults.required("name", input.name);
    let name = name.map(|name| faults.line("name", &name, 1..=40));
    let Some(list_id) = list_id else {
        return faults.finish().and(Err(Error::not_found("listId")));
    };
    let missing = || Error::not_found("listId");
    let old = list_store::lock(tx, list_id).await?.ok_or_else(missing)?;
    let event = events::store::event(tx.db(), old.event_id)
        .await?
        .ok_or_else(missing)?;
    if !policy::may_see_lists(tx.actor(), event.id, &event.area_path) {
        return Err(missing());
    }
    let event = managed(tx, event.id).await?;
    let mut list = old.clone();
    let mut time = |path, patch: Patch<String>, present| match patch {
        Patch::Keep => present,
        Patch::Clear => None,
        Patch::Set(text) => {
            let at = events::rules::wall_clock(&mut faults, path, &text, zone(tx, &event));
            at.map(|(_, at)| at)
        }
    };
    list.opens_at = time("opensAt", input.opens_at, old.opens_at);
    list.closes_at = time("closesAt", input.closes_at, old.closes_at);
    rules::list_window(&mut faults, list.opens_at, list.closes_at);
    if old.is_default {
        // What everybody means who names no list is open when the event says so.
        for (path, at) in [("opensAt", list.opens_at), ("closesAt", list.closes_at)] {
            if at.is_some() {
                faults.add(path, Rule::Elsewhere);
            }
        }
    }
    if let Some(name) = name {
        if list_store::is_taken(tx, event.id, &name, Some(list.id)).await? {
            faults.add("name", Rule::Duplicate);
        }
        list.name = name;
    }
    faults.finish()?;
    if let Some(expected) = input.expected_version
        && expected != old.version
    {
        let current = old.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    if list == old {
        return Ok(old);
    }
    let list = list_store::update(tx, list).await?;
    tx.record(
        list.root_area_id,
        What::CheckInListChanged {
            list_id: list.id,
            event_id: list.event_id,
        },
    );
    Ok(list)
}
