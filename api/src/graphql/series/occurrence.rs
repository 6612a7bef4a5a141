//! The place of an event in its series.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::event::view::EventView;
use mulin_domain::series::inherited::{Inherited, Times, overrides};
use mulin_domain::series::rules;
use mulin_entities::occurrence;

use super::enums::OccurrenceField;
use super::loaders::{OccurrenceOf, SeriesOf};
use super::types::Series;
use crate::graphql::errors::top_level;
use crate::graphql::loaders::{load, required};
use crate::graphql::scalars::{Date, DateTime};

/// The place of an event in its series. It stays the same when the event is moved or cancelled, so that the
/// day of the rule is never used again.
#[derive(Clone)]
pub struct Occurrence {
    row: occurrence::Model,
    event: Arc<EventView>,
}

/// The place of an event; none for a single event.
pub async fn of_event(ctx: &Context<'_>, event: &Arc<EventView>) -> Result<Option<Occurrence>> {
    let row = load(ctx, OccurrenceOf(event.id)).await?;
    let event = event.clone();
    Ok(row.map(|row| Occurrence { row, event }))
}

/// The place of an event in its series. It stays the same when the event is moved or cancelled, so that the
/// day of the rule is never used again.
#[Object]
impl Occurrence {
    /// The series; null if the caller may not see it.
    async fn series(&self, ctx: &Context<'_>) -> Result<Option<Series>> {
        Ok(load(ctx, self.row.series_id).await?.map(Series))
    }

    /// The day that the rule gives it, before any offset.
    async fn original_date(&self) -> Date {
        Date(self.row.original_date.to_string())
    }

    /// The start that the rule gives it, wherever it was moved to.
    async fn original_starts_at(&self) -> DateTime {
        DateTime(self.row.original_starts_at)
    }

    /// What tells it from the others of its series: `2027-02-28` of a Gregorian rule, `lunar-2027-08-15`
    /// of a lunar one, whatever time the event has. One that an edit of the rule cancelled gives its key
    /// back, and has one that says so: `released …`.
    async fn recurrence_key(&self) -> &str {
        &self.row.recurrence_key
    }

    /// What the event has otherwise than its series. An edit of the series leaves it as it is.
    async fn overrides(&self, ctx: &Context<'_>) -> Result<Vec<OccurrenceField>> {
        let series = required(ctx, SeriesOf(self.row.series_id)).await?;
        let schedule = rules::read(&series).map_err(|error| top_level(ctx, &error))?;
        let event = &*self.event;
        let (own, times) = (Inherited::from(event), Times::from(event));
        let fields = overrides(&series, &schedule, &self.row, &own, times);
        Ok(fields.into_iter().map(Into::into).collect())
    }
}
