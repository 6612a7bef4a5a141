//! Tells again what an edit of a series came to, to whoever sends it twice with one key.

use mulin_entities::*;

use super::update_series::{CancelledOccurrence, Scope, SeriesUpdated, UpdateSeries};
use super::{edit_store, store};
use crate::error::{Error, Result};
use crate::tx::Tx;

/// What the edit with this key came to, as the journal has it.
pub(super) async fn replay(
    tx: &Tx,
    id: SeriesId,
    input: &UpdateSeries,
    key: &str,
) -> Result<SeriesUpdated> {
    let seen = store::visible_series(tx.db(), tx.actor(), [id]).await?;
    let series = seen
        .into_iter()
        .next()
        .ok_or_else(|| Error::not_found("id"))?;
    let previous = match series.continues_id {
        Some(id) if input.scope == Scope::ThisAndFollowing => store::series(tx.db(), id).await?,
        _ => None,
    };
    // Before the cut nothing changed; where there was none, the series is not younger than the edit.
    let edited_at = edit_store::edited_at(tx, key).await?;
    let previous = previous.filter(|_| series.created_at == edited_at);
    let mut told = SeriesUpdated::of(series, previous);
    let done = edit_store::journalled(tx, id, edited_at).await?;
    let one = match (&input.scope, &input.event_id) {
        (Scope::This, Some(Ok(event))) => Some(*event),
        _ => None,
    };
    let mut places = edit_store::all_places(tx.db(), id).await?;
    places.retain(|place| one.is_none_or(|event| event == place.event_id));
    places.sort_by_key(|place| (place.starts_at, place.event_id));
    for place in places {
        let event_id = place.event_id;
        match done.get(&event_id).map(String::as_str) {
            Some("created") => told.added.push(event_id),
            Some("rescheduled") => told.moved.push(event_id),
            Some("cancelled") => told.cancelled.push(CancelledOccurrence {
                event_id,
                parties: 0,
            }),
            _ if place.state != EventState::Cancelled && place.starts_at > edited_at => {
                told.kept.push(event_id);
            }
            _ => {}
        }
    }
    let cancelled = told.cancelled.iter().map(|one| one.event_id);
    let parties = store::parties(tx.db(), cancelled).await?;
    for one in &mut told.cancelled {
        one.parties = parties.get(&one.event_id).copied().unwrap_or(0);
    }
    Ok(told)
}
