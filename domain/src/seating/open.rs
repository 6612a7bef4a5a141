//! How every command about seating begins.

use mulin_entities::{EventId, event, seating_plan};

use super::{SeatingError, store};
use crate::banquet::{self, BanquetError};
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, seats};
use crate::input::Faults;
use crate::tx::Tx;

/// The event, locked, of somebody who may edit its plan. From here on nobody answers it, so that who
/// comes stays as it is.
///
/// Errors: `eventId` is not found; forbidden; the faults; the event is over or cancelled; it is no
/// banquet.
pub(super) async fn event(tx: &Tx, event_id: EventId, faults: Faults) -> Result<event::Model> {
    seats::lock(tx.db(), event_id).await?;
    let event = visible(tx, event_id).await?;
    events::policy::may_manage(tx.actor(), &event)?;
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now())?;
    if banquet::store::banquet(tx.db(), event_id).await?.is_none() {
        return Err(Refusal::from(BanquetError::NotABanquet).into());
    }
    Ok(event)
}

/// Its plan, locked, in the version that the caller saw.
///
/// Errors: there are no tables yet; somebody edited since.
pub(super) async fn plan(
    tx: &Tx,
    event_id: EventId,
    expected_version: Option<i32>,
) -> Result<seating_plan::Model> {
    let plan = store::lock(tx, event_id).await?;
    let plan = plan.ok_or_else(|| Refusal::from(SeatingError::NotSet))?;
    must_be(expected_version, plan.version)?;
    Ok(plan)
}

/// Refuses an edit of another version than the present one.
pub(super) fn must_be(expected: Option<i32>, current: i32) -> Result<(), Refusal> {
    match expected {
        Some(expected) if expected != current => Err(Refusal::VersionConflict { current }),
        _ => Ok(()),
    }
}

/// The event, if the actor sees it.
pub(super) async fn visible(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))
}

/// What an earlier call with the same key gave, as it is now.
pub(super) async fn replayed(tx: &Tx, id: EventId) -> Result<seating_plan::Model> {
    let event = visible(tx, id).await?;
    events::policy::may_manage(tx.actor(), &event)?;
    store::plan(tx.db(), id)
        .await?
        .ok_or_else(|| Error::not_found("idempotencyKey"))
}
