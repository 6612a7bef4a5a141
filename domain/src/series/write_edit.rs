//! Writes an edit of a series, by a few statements for any number of occurrences.

use std::collections::HashMap;

use mulin_calendar::rule::Schedule;
use mulin_entities::*;

use super::change_occurrences::{Edited, Outcome};
use super::make::extend;
use super::update_series::{CancelledOccurrence, SeriesUpdated};
use super::{SeriesError, edit_store, rules, store};
use crate::change::What;
use crate::due_work;
use crate::error::Result;
use crate::event::{search, seats};
use crate::place;
use crate::tx::Tx;

/// What an edit comes to.
#[derive(Debug)]
pub(super) struct Plan {
    /// What remains of the series before the cut, if it is cut.
    pub previous: Option<Schedule>,
    /// The places that are written anew.
    pub places: Vec<occurrence::Model>,
    /// Whether it repeats by something else, so that occurrences may be missing.
    pub is_new_schedule: bool,
    /// Whether occurrences may be moved or cancelled that somebody has answered.
    pub accepts: bool,
    /// The occurrence with which the cut comes.
    pub like: Option<EventId>,
    /// The occurrences that are ahead, by start.
    pub edited: Vec<Edited>,
}

/// Writes the edit. `series` is as it was, `template` as it, or what follows of it, is to be.
pub(super) async fn write(
    tx: &mut Tx,
    series: &series::Model,
    template: series::Model,
    plan: Plan,
) -> Result<SeriesUpdated> {
    let parties = ask(tx, &plan).await?;
    let mut told = write_series(tx, series, template, &plan).await?;
    store::rekey(tx, plan.places).await?;
    write_occurrences(tx, plan.edited, &parties, &mut told).await?;
    if plan.is_new_schedule || told.previous.is_some() {
        let made = extend(tx, told.series).await?;
        told.series = made.series;
        told.added = made.events.into_iter().map(|event| event.id).collect();
    }
    Ok(told)
}

/// Counts the parties that an edit concerns, and refuses it if the caller has not accepted that.
async fn ask(tx: &Tx, plan: &Plan) -> Result<HashMap<EventId, i64>> {
    let of = |outcome| {
        let edited = plan.edited.iter();
        edited
            .filter(move |one| one.outcome == outcome)
            .map(|one| one.event.id)
    };
    let concerned = of(Outcome::Moved).chain(of(Outcome::Cancelled));
    let parties = store::parties(tx.db(), concerned).await?;
    if !parties.is_empty() && !plan.accepts {
        return Err(SeriesError::OccurrencesAnswered {
            moved: of(Outcome::Moved)
                .filter(|id| parties.contains_key(id))
                .count(),
            cancelled: of(Outcome::Cancelled)
                .filter(|id| parties.contains_key(id))
                .count(),
            parties: parties.values().sum(),
        }
        .into());
    }
    Ok(parties)
}

/// Writes the series, or both parts of it.
async fn write_series(
    tx: &mut Tx,
    series: &series::Model,
    mut template: series::Model,
    plan: &Plan,
) -> Result<SeriesUpdated> {
    let updated = What::SeriesUpdated {
        series_id: series.id,
    };
    tx.record(series.root_area_id, updated);
    let Some(schedule) = &plan.previous else {
        return Ok(SeriesUpdated::of(store::update(tx, template).await?, None));
    };
    let previous = series::Model {
        schedule: rules::write(schedule)?,
        ..series.clone()
    };
    let previous = store::update(tx, previous).await?;
    // All that is left of it is made.
    let work = DueWorkKind::MakeOccurrences;
    due_work::drop_all(tx, work, vec![series.id.0]).await?;
    template.continues_id = Some(series.id);
    template.like_event_id = plan.like;
    template.version = 1;
    template.created_by = tx.actor().person_id();
    template.created_at = tx.now();
    template.updated_at = tx.now();
    store::insert(tx, template.clone()).await?;
    let created = What::SeriesCreated {
        series_id: template.id,
        continues: Some(series.id),
    };
    tx.record(template.root_area_id, created);
    Ok(SeriesUpdated::of(template, Some(previous)))
}

/// Writes events, their seats, and their places in the lists of areas, and says what became of them.
async fn write_occurrences(
    tx: &mut Tx,
    mut edited: Vec<Edited>,
    parties: &HashMap<EventId, i64>,
    told: &mut SeriesUpdated,
) -> Result<()> {
    reword(tx, &mut edited).await?;
    let (mut events, mut held, mut what) = (Vec::new(), Vec::new(), Vec::new());
    for one in edited {
        let event_id = one.event.id;
        match one.outcome {
            Outcome::Kept => told.kept.push(event_id),
            Outcome::Moved => told.moved.push(event_id),
            Outcome::Cancelled => told.cancelled.push(CancelledOccurrence {
                event_id,
                parties: parties.get(&event_id).copied().unwrap_or(0),
            }),
        }
        if !one.what.is_empty() {
            events.push(one.event);
        }
        held.extend(one.seats);
        what.extend(one.what);
    }
    edit_store::write_events(tx, &events).await?;
    edit_store::move_in_lists(tx, &told.moved).await?;
    seats::save_all(tx, held).await?;
    for what in what {
        tx.record(told.series.root_area_id, what);
    }
    Ok(())
}

/// Renews what events are found by. Most have the same words.
async fn reword(tx: &Tx, edited: &mut [Edited]) -> Result<()> {
    let reworded = || edited.iter().filter(|one| one.reworded);
    let ids: Vec<VenueId> = reworded().filter_map(|one| one.event.venue_id).collect();
    if reworded().next().is_none() {
        return Ok(());
    }
    let venues = place::store::venues(tx.db(), ids).await?;
    let venues: HashMap<VenueId, venue::Model> =
        venues.into_iter().map(|venue| (venue.id, venue)).collect();
    for one in edited.iter_mut().filter(|one| one.reworded) {
        let event = &mut one.event;
        let venue = event.venue_id.and_then(|id| venues.get(&id));
        let (name, address) = venue.map_or(("", ""), |venue| (&venue.name, &venue.address));
        event.search_text = search::search_text([
            event.title.as_str(),
            event.description.as_str(),
            name,
            address,
        ]);
    }
    Ok(())
}
