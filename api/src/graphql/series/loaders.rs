//! What is asked of series and of events' places in them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::clock::Instant;
use mulin_domain::event::list::EventKey;
use mulin_domain::event::view::EventView;
use mulin_domain::page::{Page, Slice};
use mulin_domain::series::list;
use mulin_domain::series::store::{self, Counts};
use mulin_entities::{AreaId, EventId, SeriesId, occurrence, series};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

by_id!(
    SeriesId => series::Model,
    |rows, db, keys| store::visible_series(db, &rows.actor, keys),
    |row| (row.id, row)
);

/// A series to compare an event with, whoever asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeriesOf(pub SeriesId);
by_id!(
    SeriesOf => series::Model,
    |_rows, db, keys| store::all(db, keys.map(|SeriesOf(series)| series)),
    |row| (SeriesOf(row.id), row)
);

/// The series that carries another one on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContinuedBy(pub SeriesId);

impl Loader<ContinuedBy> for Rows {
    type Value = series::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ContinuedBy],
    ) -> Result<HashMap<ContinuedBy, series::Model>, Shared> {
        let series = keys.iter().map(|ContinuedBy(series)| *series);
        let rows = store::continued_by(self.core.db().reader(), &self.actor, series).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        let keyed = rows.filter_map(|row| Some((ContinuedBy(row.continues_id?), row)));
        Ok(keyed.collect())
    }
}

/// The place of an event in a series. The caller has asked whether the event may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OccurrenceOf(pub EventId);
by_id!(
    OccurrenceOf => occurrence::Model,
    |_rows, db, keys| store::occurrences(db, keys.map(|OccurrenceOf(event)| event)),
    |row| (OccurrenceOf(row.event_id), row)
);

/// How many events a series has. The caller has asked a policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CountsOf(pub SeriesId);
by_id!(
    CountsOf => Counts,
    |rows, db, keys| store::counts(db, keys.map(|CountsOf(series)| series), rows.core.now()),
    |row| (CountsOf(row.0), row.1)
);

/// A page of the series of an area.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SeriesIn {
    /// The area.
    pub area: AreaId,
    /// Which part.
    pub page: Page<SeriesId>,
}

impl Loader<SeriesIn> for Rows {
    type Value = Slice<series::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[SeriesIn],
    ) -> Result<HashMap<SeriesIn, Slice<series::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys.iter().map(|key| (key.page.clone(), key.area));
        for (page, areas) in grouped(questions) {
            let db = self.core.db().reader();
            let read = store::of_areas(db, &self.actor, &areas, &page).await;
            for (area, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(SeriesIn { area, page }, slice);
            }
        }
        Ok(pages)
    }
}

/// A page of the events of a series that the actor may see.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OccurrencesIn {
    /// The series.
    pub series: SeriesId,
    /// Events that start then or later.
    pub from: Instant,
    /// Which part.
    pub page: Page<EventKey>,
}

impl Loader<OccurrencesIn> for Rows {
    type Value = Slice<Arc<EventView>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[OccurrencesIn],
    ) -> Result<HashMap<OccurrencesIn, Slice<Arc<EventView>>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.from, key.page.clone()), key.series));
        for ((from, page), series) in grouped(questions) {
            let db = self.core.db().reader();
            let read = list::occurrences(db, &self.actor, &series, from, &page).await;
            for (series, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(OccurrencesIn { series, from, page }, slice);
            }
        }
        Ok(pages)
    }
}
