//! Finds what a command is about, and takes the lock of the series, which is the first of all.

use mulin_entities::*;

use super::{SeriesError, store};
use crate::error::{Error, Refusal, Result};
use crate::event;
use crate::tx::Tx;

/// The series of an event that the actor may see, locked, and the event's place in it.
///
/// Errors: `eventId` is not found; `NotInASeries`.
pub(super) async fn lock(tx: &Tx, event: EventId) -> Result<(series::Model, occurrence::Model)> {
    let seen = event::store::event(tx.db(), event).await?;
    seen.filter(|event| event::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    let missing = || Error::internal("an occurrence has no series");
    loop {
        let place = store::occurrence(tx.db(), event).await?;
        let place = place.ok_or(SeriesError::NotInASeries)?;
        let series = store::lock(tx.db(), place.series_id).await?;
        let series = series.ok_or_else(missing)?;
        // Another edit may have moved it on to a newer series before the lock was there. It only
        // ever goes to newer ones, so that locks are taken in one order.
        let place = store::occurrence(tx.db(), event).await?;
        let place = place.filter(|place| place.series_id == series.id);
        if let Some(place) = place {
            return Ok((series, place));
        }
    }
}

/// A series that the actor may see, locked.
///
/// Errors: `seriesId` is not found.
pub(super) async fn lock_series(tx: &Tx, id: SeriesId) -> Result<series::Model> {
    let not_found = || Error::not_found("seriesId");
    let seen = store::visible_series(tx.db(), tx.actor(), [id]).await?;
    if seen.is_empty() {
        return Err(not_found());
    }
    store::lock(tx.db(), id).await?.ok_or_else(not_found)
}

/// Refuses an edit of what was edited since the caller read it.
pub(super) fn must_be_version(expected: Option<i32>, current: i32) -> Result<()> {
    if expected.is_some_and(|version| version != current) {
        return Err(Refusal::VersionConflict { current }.into());
    }
    Ok(())
}
