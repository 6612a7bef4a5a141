//! Checks a party in, by the code that it shows or by its answer on the list.

use mulin_entities::{CheckInId, CheckInListId, EventId, RsvpId, idempotency};
use sea_orm::EntityTrait;
use serde::Serialize;

use super::admit::{By, CheckedIn, Item, admit};
use super::desk::Desk;
use super::store;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// Who comes in.
#[derive(Clone, Serialize)]
pub struct CheckIn {
    /// At which event.
    pub event_id: IdInput<EventId>,
    /// On which list; on the event's own if left out.
    pub list_id: Option<IdInput<CheckInListId>>,
    /// The code that they show, …
    pub code: Option<String>,
    /// … or their answer.
    pub rsvp_id: Option<IdInput<RsvpId>>,
    /// Adults who came; as answered if left out.
    pub adults: Option<i32>,
    /// Children who came, likewise.
    pub children: Option<i32>,
}

impl std::fmt::Debug for CheckIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckIn")
            .field("event_id", &self.event_id)
            .finish_non_exhaustive()
    }
}

/// Checks a party in. A second time does nothing, and answers what was noted the first time: numbers
/// are corrected by undoing that.
pub async fn check_in(
    core: &Core,
    actor: &Actor,
    input: CheckIn,
    key: Option<String>,
) -> Result<CheckedIn> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input, key)))
        .await
}

async fn run(tx: &mut Tx, input: CheckIn, key: Option<String>) -> Result<CheckedIn> {
    let replay = match claim(tx, key.as_deref(), "checkIn", &input).await? {
        Claim::Replay(id) => Some(CheckInId(id)),
        Claim::Fresh => None,
    };
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let list_id = faults.optional_id("listId", "CheckInList", input.list_id);
    let rsvp_id = faults.optional_id("rsvpId", "Rsvp", input.rsvp_id.clone());
    let by = match (input.code, input.rsvp_id) {
        (Some(code), None) => Some(By::Code(code)),
        (None, Some(_)) => rsvp_id.map(|id| By::Rsvp(Ok(id))),
        (None, None) => {
            faults.add("code", Rule::Required);
            None
        }
        (Some(_), Some(_)) => {
            faults.add("rsvpId", Rule::Duplicate);
            None
        }
    };
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let by = by.ok_or_else(|| Error::not_found("rsvpId"))?;
    let desk = Desk::of(tx, event_id).await?;
    if let Some(id) = replay {
        return again(tx, id, key).await;
    }
    let item = Item {
        by,
        adults: input.adults,
        children: input.children,
        noted: None,
    };
    let outcomes = admit(tx, &desk, list_id, vec![item]).await?;
    let outcome = outcomes.into_iter().next();
    let outcome = outcome.ok_or_else(|| Error::internal("nothing became of a check-in"))?;
    Ok(outcome?)
}

/// What a command answered when its key came first: whoever was new then is told so again.
pub(super) async fn again(tx: &Tx, id: CheckInId, key: Option<String>) -> Result<CheckedIn> {
    let row = store::check_ins(tx.db(), [id]).await?.into_iter().next();
    let check_in = row.ok_or_else(|| Error::not_found("idempotencyKey"))?;
    let own = (tx.actor().person_id(), key);
    let claimed = match own {
        (Some(actor), Some(key)) => {
            idempotency::Entity::find_by_id((actor, key))
                .one(tx.db())
                .await?
        }
        _ => None,
    };
    // Both were written at the one instant of their transaction.
    let fresh = claimed.is_some_and(|claimed| claimed.created_at == check_in.checked_in_at);
    Ok(CheckedIn {
        check_in,
        already: !fresh,
    })
}
