//! Notes who came without an answer: somebody known, or heads without names.

use mulin_entities::{CheckInId, CheckInListId, CheckInMethod, EventId, PersonId, check_in_person};
use serde::Serialize;

use super::admit::{By, CheckedIn, Item, admit, record, row};
use super::check_in::again;
use super::desk::Desk;
use super::rules::Heads;
use super::{CheckInError, policy, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::roles;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::{self, rules as people};
use crate::tx::Tx;

/// Who came.
#[derive(Clone, Debug, Serialize)]
pub struct RecordWalkIn {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// On which list; on the event's own if left out.
    pub list_id: Option<IdInput<CheckInListId>>,
    /// Somebody known, …
    pub person_id: Option<IdInput<PersonId>>,
    /// … or so many adults …
    pub adults: Option<i32>,
    /// … and children without names.
    pub children: Option<i32>,
}

/// Notes who came without an answer. Somebody known is on a list once: a second time does nothing.
pub async fn record_walk_in(
    core: &Core,
    actor: &Actor,
    input: RecordWalkIn,
    key: Option<String>,
) -> Result<CheckedIn> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input, key)))
        .await
}

async fn run(tx: &mut Tx, input: RecordWalkIn, key: Option<String>) -> Result<CheckedIn> {
    let replay = match claim(tx, key.as_deref(), "recordWalkIn", &input).await? {
        Claim::Replay(id) => Some(CheckInId(id)),
        Claim::Fresh => None,
    };
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let list_id = faults.optional_id("listId", "CheckInList", input.list_id);
    let heads = input.adults.is_some() || input.children.is_some();
    if input.person_id.is_some() && heads {
        faults.add("personId", Rule::Duplicate);
    } else if input.person_id.is_none() && !heads {
        faults.add("personId", Rule::Required);
    }
    let known = input.person_id.is_some();
    let person_id = faults.optional_id("personId", "Person", input.person_id);
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let desk = Desk::of(tx, event_id).await?;
    if !known {
        policy::may_count_heads(tx.actor(), &desk.event)?;
    }
    if let Some(id) = replay {
        return again(tx, id, key).await;
    }
    match person_id {
        Some(person) => known_person(tx, &desk, list_id, person).await,
        None => {
            let item = Item {
                by: By::Heads,
                adults: input.adults,
                children: input.children,
                noted: None,
            };
            let outcomes = admit(tx, &desk, list_id, vec![item]).await?;
            let outcome = outcomes.into_iter().next();
            let outcome = outcome.ok_or_else(|| Error::internal("nothing became of a walk-in"))?;
            Ok(outcome?)
        }
    }
}

async fn known_person(
    tx: &mut Tx,
    desk: &Desk,
    list_id: Option<CheckInListId>,
    person_id: PersonId,
) -> Result<CheckedIn> {
    person::store::hold(tx.db(), person_id).await?;
    let mut faults = Faults::default();
    let event = &desk.event;
    // Whoever stands at the door is told by people who they are; a steward knows their own.
    let reach = person::Reach {
        root_area_id: event.root_area_id,
        area_path: &event.area_path,
        known_otherwise: desk.everybody
            && roles::has_answered(tx.db(), event.id, person_id).await?,
    };
    let found = person::appointee(tx, &mut faults, "personId", person_id, reach).await?;
    faults.finish()?;
    let person = found.ok_or_else(|| Error::not_found("personId"))?;
    if !desk.everybody {
        let homes = store::homes(tx, vec![person.id]).await?;
        let theirs = |home: &store::HomeOf| policy::looks_after(tx.actor(), &home.unit_path);
        if !homes.iter().any(theirs) {
            return Err(Error::not_found("personId"));
        }
    }
    let list = desk.list(tx, list_id).await?;
    if let Some(check_in) = store::on_list(tx, list.id, person.id).await? {
        return Ok(CheckedIn {
            check_in,
            already: true,
        });
    }
    if store::comes_with_party(tx, event.id, person.id).await? {
        return Err(Refusal::from(CheckInError::ComesWithParty).into());
    }
    let year = chrono::Datelike::year(&tx.now());
    let child = i32::from(people::is_child(person.birth_year, year));
    let heads = Heads {
        adults: 1 - child,
        children: child,
    };
    let row = row(tx, &list, None, CheckInMethod::WalkIn, heads, None);
    store::insert(tx, std::slice::from_ref(&row)).await?;
    let present = check_in_person::Model {
        list_id: list.id,
        person_id: person.id,
        check_in_id: row.id,
        event_id: row.event_id,
        household_id: person.household_id,
    };
    store::insert_people(tx, vec![present]).await?;
    record(tx, &row);
    Ok(CheckedIn {
        check_in: row,
        already: false,
    })
}
