//! The occurrences of series as lists show them.

use std::collections::HashMap;
use std::sync::Arc;

use mulin_entities::{EventId, SeriesId};
use sea_orm::{ConnectionTrait, Value};

use crate::actor::Actor;
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::event::list::{EventKey, visible_condition, visible_events};
use crate::event::view::EventView;
use crate::page::{Page, Slice};

/// A page of the events of each of several series that the actor may see, by start, of those that start
/// at `from` or later, in whatever state: two statements, however many series.
pub async fn occurrences(
    db: &impl ConnectionTrait,
    actor: &Actor,
    series: &[SeriesId],
    from: Instant,
    page: &Page<EventKey>,
) -> Result<Vec<(SeriesId, Slice<Arc<EventView>>)>> {
    let keys = keys(db, actor, series, from, page).await?;
    let events = keys.iter().map(|(_, event)| *event);
    let views = visible_events(db, actor, events).await?;
    let views = views.into_iter().map(|view| (view.id, Arc::new(view)));
    let views: HashMap<EventId, Arc<EventView>> = views.collect();
    let found = keys
        .into_iter()
        .filter_map(|(series, event)| Some((series, views.get(&event)?.clone())));
    Ok(Slice::of_each(series, found, page))
}

/// The events of the pages, and of each page one more if there is one, in the order of reading.
async fn keys(
    db: &impl ConnectionTrait,
    actor: &Actor,
    series: &[SeriesId],
    from: Instant,
    page: &Page<EventKey>,
) -> Result<Vec<(SeriesId, EventId)>> {
    if series.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(series.len(), "?");
    let mut values: Vec<Value> = series.iter().map(|series| (*series).into()).collect();
    let mut conditions = format!("occurrence.series_id IN ({places}) AND event.starts_at >= ?");
    values.push(from.into());
    for (key, comparison) in [(page.after, ">"), (page.before, "<")] {
        if let Some((at, event)) = key {
            conditions += &format!(" AND (event.starts_at, event.id) {comparison} (?, ?)");
            values.extend([at.into(), event.into()]);
        }
    }
    let (visible, visible_values) = visible_condition(actor);
    values.extend(visible_values);
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT numbered.series_id, numbered.id FROM (\
           SELECT occurrence.series_id AS series_id, event.id AS id, ROW_NUMBER() OVER (\
             PARTITION BY occurrence.series_id \
             ORDER BY event.starts_at {direction}, event.id {direction}) AS place \
           FROM occurrence JOIN event ON event.id = occurrence.event_id \
           WHERE {conditions} AND ({visible})) AS numbered \
         WHERE numbered.place <= {} ORDER BY numbered.series_id, numbered.place",
        page.limit + 1
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let read = rows
        .iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    Ok(read.collect::<std::result::Result<_, sea_orm::DbErr>>()?)
}
