//! Takes what a device noted while it was offline. The first that the server accepts wins: times of
//! devices are kept, and never decide.

use std::collections::HashSet;

use chrono::Datelike;
use mulin_entities::{CheckInListId, EventId, RsvpId};

use super::admit::{By, Item, Noted, Outcome, admit};
use super::desk::Desk;
use super::{policy, rules};
use crate::actor::Actor;
use crate::clock::{Instant, to_micros};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// What a device noted.
#[derive(Clone, Debug)]
pub struct CheckInBatch {
    /// At which event.
    pub event_id: IdInput<EventId>,
    /// On which list; on the event's own if left out.
    pub list_id: Option<IdInput<CheckInListId>>,
    /// What the device calls itself: the same each time.
    pub device: String,
    /// What it noted, in its order, up to 500.
    pub items: Vec<BatchItem>,
}

/// One thing that a device noted: by code, by answer, or heads without names.
#[derive(Clone)]
pub struct BatchItem {
    /// What the device calls it: another one for each thing, and the same whenever it is handed in.
    pub client_id: String,
    /// The code that was shown.
    pub code: Option<String>,
    /// The answer that was found.
    pub rsvp_id: Option<IdInput<RsvpId>>,
    /// Adults who came.
    pub adults: Option<i32>,
    /// Children who came.
    pub children: Option<i32>,
    /// When it was by the device's clock.
    pub device_at: Option<Instant>,
}

impl std::fmt::Debug for BatchItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchItem")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Checks in what a device noted, in one transaction, and tells of each what became of it, in the
/// same order. Handed in again, it changes nothing.
pub async fn check_in_batch(
    core: &Core,
    actor: &Actor,
    input: CheckInBatch,
) -> Result<Vec<Outcome>> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input)))
        .await
}

async fn run(tx: &mut Tx, input: CheckInBatch) -> Result<Vec<Outcome>> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let list_id = faults.optional_id("listId", "CheckInList", input.list_id);
    let device = rules::label(&mut faults, "device", &input.device);
    if input.items.is_empty() {
        faults.add("items", Rule::Required);
    }
    if input.items.len() > rules::MAX_BATCH {
        let max = rules::MAX_BATCH;
        faults.add("items", Rule::Count { max });
        faults.finish()?;
        return Err(Error::not_found("items"));
    }
    let mut seen = HashSet::new();
    let mut items = Vec::with_capacity(input.items.len());
    for (index, item) in input.items.into_iter().enumerate() {
        let at = |field: &str| format!("items.{index}.{field}");
        let client_id = rules::label(&mut faults, &at("clientId"), &item.client_id);
        if !seen.insert(client_id.clone()) {
            faults.add(&at("clientId"), Rule::Duplicate);
        }
        let by = match (item.code, item.rsvp_id) {
            (Some(_), Some(_)) => {
                faults.add(&at("rsvpId"), Rule::Duplicate);
                By::Heads
            }
            (Some(code), None) => By::Code(code),
            (None, Some(id)) => By::Rsvp(id),
            (None, None) => By::Heads,
        };
        items.push(Item {
            by,
            adults: item.adults,
            children: item.children,
            noted: Some(Noted {
                device: device.clone(),
                client_id,
                at: item.device_at.and_then(plausible),
            }),
        });
    }
    faults.finish()?;
    let event_id = event_id.ok_or_else(|| Error::not_found("eventId"))?;
    let desk = Desk::of(tx, event_id).await?;
    policy::may_count_heads(tx.actor(), &desk.event)?;
    admit(tx, &desk, list_id, items).await
}

/// A time that both databases can keep. A clock may be hours or years off; it decides nothing.
fn plausible(at: Instant) -> Option<Instant> {
    (1970..=9999).contains(&at.year()).then(|| to_micros(at))
}
