//! A festival's programme. Times are relative to the event's start and move with it.

mod add;
mod remove;
mod update;

pub use add::{AddProgrammeItem, add_programme_item};
pub use remove::{RemoveProgrammeItem, remove_programme_item};
pub use update::{UpdateProgrammeItem, update_programme_item};

use mulin_entities::{EventId, event, programme_item};

use super::update_event::visible_event;
use super::{policy, rules, seats, store};
use crate::error::{Error, Result};
use crate::input::{Faults, Rule};
use crate::tx::Tx;

/// Items that one programme may have.
const MAX_ITEMS: u64 = 500;

/// The event under its lock, if the actor may edit its programme.
async fn open(tx: &Tx, event_id: EventId) -> Result<event::Model> {
    seats::lock(tx.db(), event_id).await?;
    let event = visible_event(tx, event_id).await?;
    policy::may_manage(tx.actor(), &event)?;
    rules::must_be_alive(&event, tx.now())?;
    Ok(event)
}

/// The item's event under its lock, and the item as it is then.
async fn open_item(
    tx: &Tx,
    item: Option<mulin_entities::ProgrammeItemId>,
) -> Result<(event::Model, programme_item::Model)> {
    let missing = || Error::not_found("itemId");
    let id = item.ok_or_else(missing)?;
    let seen = store::programme_item(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    let event = open(tx, seen.event_id).await.map_err(|error| match error {
        // An item of a hidden event is hidden.
        Error::Refused(_) if !matches!(&error, Error::Refused(r) if r.iter().any(is_state)) => {
            missing()
        }
        other => other,
    })?;
    let item = store::lock_programme_item(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    Ok((event, item))
}

fn is_state(refusal: &crate::error::Refusal) -> bool {
    matches!(refusal, crate::error::Refusal::Event(_))
}

/// Whether the item lies within the event.
fn check_within(faults: &mut Faults, event: &event::Model, starts_after: i32, duration: i32) {
    let length = (event.ends_at - event.starts_at).num_seconds();
    if i64::from(starts_after) >= length {
        faults.add("startsAfter", Rule::NotBefore { other: "endsAt" });
    } else if i64::from(starts_after) + i64::from(duration) > length {
        faults.add("duration", Rule::NotBefore { other: "endsAt" });
    }
}
