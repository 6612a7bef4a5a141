//! Makes occurrences ahead of their time.
//!
//! Whoever does so holds the lock of the series' row and leaves out the keys that are there, so that
//! two workers, or a worker and an edit, make nothing twice; the unique key of the table says the
//! same. What was cancelled or moved keeps its key, and is not made again.

use chrono::{NaiveDate, TimeDelta};
use mulin_calendar::rule::{Occurrence, Schedule};
use mulin_entities::*;

use super::inherited::{Inherited, Window};
use super::{rules, store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::event::store as events;
use crate::tx::Tx;

/// How often the next occurrences are made.
const ROUND: TimeDelta = TimeDelta::days(7);

/// A series with what was made of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The series.
    pub series: series::Model,
    /// Its new events, by start.
    pub events: Vec<event::Model>,
}

/// Makes the occurrences of a series that have come within the horizon. Doing so twice makes nothing
/// twice.
pub async fn make_occurrences(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            // The series first, as whoever edits it.
            let series = store::lock(tx.db(), SeriesId(held.subject_id)).await?;
            if !due_work::hold(tx, &held).await? {
                return Ok(());
            }
            match series {
                Some(series) => extend(tx, series).await.map(drop),
                None => due_work::complete(tx, &held).await,
            }
        })
    })
    .await
}

/// Makes what is missing up to the horizon, and plans when to look again; nothing of a series that was
/// ended. The caller holds the lock of the series.
pub(crate) async fn extend(tx: &mut Tx, mut series: series::Model) -> Result<Made> {
    let mut made = Vec::new();
    let mut over = series.state == SeriesState::Ended;
    if !over {
        let schedule = rules::read(&series)?;
        let almanac = almanac::in_use(tx.db()).await?;
        let until = rules::horizon(rules::today(&schedule, tx.now()));
        let mut missing = rules::coming(&schedule, &almanac, tx.now(), until)?;
        let taken = store::keys(tx.db(), series.id).await?;
        missing.retain(|one| !taken.contains(&one.key.to_string()));
        // The rest is made in the next round.
        missing.truncate(rules::MAX_MADE);
        made = make(tx, &series, &schedule, &missing).await?;
        if until > series.made_until {
            store::set_made_until(tx, series.id, until).await?;
            series.made_until = until;
        }
        over = rules::is_over(&schedule, &almanac, until);
    }
    let (kind, subject) = (DueWorkKind::MakeOccurrences, series.id.0);
    if over {
        due_work::drop_all(tx, kind, vec![subject]).await?;
    } else {
        due_work::plan(tx, kind, subject, tx.now() + ROUND).await?;
    }
    Ok(Made {
        series,
        events: made,
    })
}

/// Makes these occurrences, of which there is none yet. The caller holds the lock of the series.
pub(crate) async fn make(
    tx: &mut Tx,
    series: &series::Model,
    schedule: &Schedule,
    wanted: &[Occurrence],
) -> Result<Vec<event::Model>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let standing = store::standing(tx.db(), series.id).await?;
    let search_text =
        events::search_text(tx.db(), &series.title, &series.description, series.venue_id).await?;
    let mut made = Vec::with_capacity(wanted.len());
    let mut places = Vec::with_capacity(wanted.len());
    for one in wanted {
        let event = row(tx, series, schedule, one, &search_text);
        places.push(occurrence::Model {
            event_id: event.id,
            series_id: series.id,
            recurrence_key: one.key.to_string(),
            original_date: one.original_date,
            original_starts_at: one.starts_at,
        });
        made.push(event);
    }
    let rows = made.iter().map(|event| (event.clone(), series.capacity));
    events::insert_all(tx, rows.collect()).await?;
    store::insert_occurrences(tx, places).await?;
    for (event, one) in made.iter().zip(wanted) {
        let created = What::EventCreated {
            event_id: event.id,
            capacity: series.capacity,
            like: before(&standing, one.original_date).or(series.like_event_id),
        };
        tx.record(event.root_area_id, created);
        if series.publish {
            let event_id = event.id;
            tx.record(event.root_area_id, What::EventPublished { event_id });
        }
    }
    Ok(made)
}

/// The last of these, which are in order of their days, that is before this one.
fn before(standing: &[(NaiveDate, EventId)], day: NaiveDate) -> Option<EventId> {
    let earlier = standing.partition_point(|(of, _)| *of < day);
    let last = standing.get(..earlier)?.last();
    last.map(|(_, event)| *event)
}

/// The event of an occurrence.
fn row(
    tx: &Tx,
    series: &series::Model,
    schedule: &Schedule,
    one: &Occurrence,
    search_text: &str,
) -> event::Model {
    let span = rules::span(schedule, one);
    let window = Window::from(series);
    let has = Inherited::from(series);
    event::Model {
        id: tx.new_id(),
        root_area_id: series.root_area_id,
        area_id: series.area_id,
        area_path: series.area_path.clone(),
        festival_id: has.festival_id,
        kind: has.kind,
        state: if series.publish {
            EventState::Published
        } else {
            EventState::Draft
        },
        visibility: has.visibility,
        title: has.title,
        description: has.description,
        venue_id: has.venue_id,
        time_zone: span.zone.name().to_owned(),
        starts_local: span.starts_local,
        ends_local: span.ends_local,
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        rsvp_opens_at: window.opens_at(span.starts_at),
        rsvp_closes_at: window.closes_at(span.starts_at),
        max_party: has.max_party,
        needs_approval: has.terms.needs_approval,
        waitlist_order: has.terms.waitlist_order,
        offer_seconds: has.terms.offer_seconds,
        household_limit: has.terms.household_limit,
        form_version: 0,
        schedule_rev: 1,
        cancel_reason: None,
        search_text: search_text.to_owned(),
        version: 1,
        created_by: series.created_by,
        published_at: series.publish.then(|| tx.now()),
        cancelled_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_next_one_is_like_the_nearest_before() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 2, day).unwrap();
        let event = |number| EventId(Uuid::from_u128(number));
        let standing = [(day(6), event(1)), (day(13), event(2)), (day(27), event(3))];
        assert_eq!(before(&standing, day(6)), None);
        assert_eq!(before(&standing, day(7)), Some(event(1)));
        assert_eq!(before(&standing, day(20)), Some(event(2)));
        assert_eq!(before(&standing, day(28)), Some(event(3)));
        assert_eq!(before(&[], day(28)), None);
    }
}
