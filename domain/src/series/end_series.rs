//! Ends a series: nothing more is made of it.

use chrono::NaiveDate;
use mulin_entities::*;
use serde::Serialize;

use super::edit_store::{self, Place};
use super::reschedule::is_ahead;
use super::{of_event, policy, rules, store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::core::Core;
use crate::due_work;
use crate::error::{Error, Result};
use crate::event::{call_off, seats};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// What to end.
#[derive(Clone, Debug, Serialize)]
pub struct EndSeries {
    /// Which series.
    pub series_id: IdInput<SeriesId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// The first day whose occurrences are cancelled, by when they take place; today if left out. Only
    /// together with `cancel_following`.
    pub from_date: Option<String>,
    /// Whether occurrences that were made are cancelled; else they stay.
    pub cancel_following: bool,
    /// Why, as it is told to everybody who answered.
    pub reason: Option<String>,
}

/// Ends a series for good. Of one that has ended, occurrences that stayed may still be cancelled; else
/// doing so twice changes nothing.
///
/// Errors: faults of the input; forbidden to whoever does not run the series.
pub async fn end_series(core: &Core, actor: &Actor, input: EndSeries) -> Result<series::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input)))
        .await
}

async fn run(tx: &mut Tx, input: EndSeries) -> Result<series::Model> {
    let mut faults = Faults::default();
    let series_id = faults.id("seriesId", "Series", input.series_id);
    let reason = input.reason.as_deref();
    let reason = reason.map(|reason| faults.text("reason", reason, 0..=500));
    let from = input.from_date.as_deref();
    let from = from.and_then(|text| almanac::day(&mut faults, "fromDate", text.trim()));
    if input.from_date.is_some() && !input.cancel_following {
        let other = "cancelFollowing";
        faults.add("fromDate", Rule::Together { other });
    }
    let Some(series_id) = series_id else {
        return faults.finish().and(Err(Error::not_found("seriesId")));
    };
    let mut series = of_event::lock_series(tx, series_id).await?;
    policy::may_manage(tx.actor(), &series)?;
    faults.finish()?;
    let had_ended = series.state == SeriesState::Ended;
    if had_ended && !input.cancel_following {
        return Ok(series);
    }
    of_event::must_be_version(input.expected_version, series.version)?;
    if input.cancel_following {
        let schedule = rules::read(&series)?;
        let from = from.unwrap_or_else(|| rules::today(&schedule, tx.now()));
        cancel_from(tx, series_id, from, reason).await?;
    }
    if had_ended {
        return Ok(series);
    }
    series.state = SeriesState::Ended;
    series.ended_at = Some(tx.now());
    let series = store::update(tx, series).await?;
    let work = DueWorkKind::MakeOccurrences;
    due_work::drop_all(tx, work, vec![series_id.0]).await?;
    tx.record(series.root_area_id, What::SeriesEnded { series_id });
    Ok(series)
}

/// Cancels the occurrences that are ahead and take place on this day or later.
async fn cancel_from(
    tx: &mut Tx,
    series: SeriesId,
    from: NaiveDate,
    reason: Option<String>,
) -> Result<()> {
    let now = tx.now();
    let ahead = |place: &Place| is_ahead(place, now).then_some(place.event_id);
    let places = edit_store::places(tx.db(), series).await?;
    let ids: Vec<EventId> = places.iter().filter_map(ahead).collect();
    seats::lock_all(tx.db(), ids.iter().copied()).await?;
    let events = edit_store::events(tx.db(), &ids).await?;
    let mut events: Vec<event::Model> = events
        .into_values()
        .filter(|event| event.state != EventState::Cancelled && event.starts_at > now)
        .filter(|event| event.starts_local.date() >= from)
        .collect();
    events.sort_by_key(|event| (event.starts_at, event.id));
    for event in &mut events {
        call_off(event, now, reason.clone());
    }
    edit_store::write_events(tx, &events).await?;
    for event in events {
        let event_id = event.id;
        tx.record(event.root_area_id, What::EventCancelled { event_id });
    }
    Ok(())
}
