//! Edits what a banquet wants.

use mulin_entities::{EventId, banquet};
use serde::Serialize;

use super::plan_banquet::visible;
use super::settings::{self, Settings};
use super::{BanquetError, policy, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{rules as events, seats};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// An edit.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateBanquet {
    /// Of which event.
    pub event_id: IdInput<EventId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// What is wanted; what is left out stays.
    pub settings: Settings,
}

/// Edits what a banquet wants, for those who run it. What changes nothing raises no version.
pub async fn update_banquet(
    core: &Core,
    actor: &Actor,
    input: UpdateBanquet,
) -> Result<banquet::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateBanquet) -> Result<banquet::Model> {
    let mut faults = Faults::default();
    let Some(event_id) = faults.id("eventId", "Event", input.event_id) else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    seats::lock(tx.db(), event_id).await?;
    let event = visible(tx, event_id).await?;
    policy::may_edit(tx.actor(), &event)?;
    let before = store::lock(tx, event_id).await?;
    let before = before.ok_or_else(|| Refusal::from(BanquetError::NotABanquet))?;
    let mut row = before.clone();
    input.settings.apply(&mut faults, &mut row);
    faults.finish()?;
    events::must_be_alive(&event, tx.now())?;
    if let Some(version) = input.expected_version
        && version != before.version
    {
        let current = before.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    settings::must_not_change_votes(&before, &row)?;
    if row == before {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = tx.now();
    let row = store::update(tx, row).await?;
    let change = BanquetChange::Updated;
    tx.record(row.root_area_id, What::Banquet { event_id, change });
    Ok(row)
}
