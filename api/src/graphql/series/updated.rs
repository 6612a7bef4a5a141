//! What `updateSeries` answers.

use async_graphql::{Context, Object, Result};
use futures_util::future::try_join_all;
use mulin_domain::series::{CancelledOccurrence, SeriesUpdated};
use mulin_entities::EventId;

use super::types::Series;
use crate::graphql::event::types::Event;
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// What became of `updateSeries`.
pub struct UpdateSeriesPayload {
    updated: Option<SeriesUpdated>,
    event: Option<EventId>,
    conflict: Option<Series>,
    user_errors: Vec<UserError>,
}

/// An event that was cancelled because the series has no place for it any more.
pub struct CancelledOccurrencePayload {
    event: EventId,
    parties: i64,
}

impl UpdateSeriesPayload {
    /// Of an edit that was done.
    pub(super) fn done(updated: SeriesUpdated, event: Option<EventId>) -> Self {
        Self {
            updated: Some(updated),
            event,
            conflict: None,
            user_errors: Vec::new(),
        }
    }

    /// Of one that was refused, on a version conflict with what is there now.
    pub(super) fn refused(
        event: Option<EventId>,
        conflict: Option<Series>,
        user_errors: Vec<UserError>,
    ) -> Self {
        Self {
            updated: None,
            event,
            conflict,
            user_errors,
        }
    }
}

/// The events in this order, read at once; none of an edit that was refused.
async fn read(ctx: &Context<'_>, events: Option<&Vec<EventId>>) -> Result<Option<Vec<Event>>> {
    let Some(events) = events else {
        return Ok(None);
    };
    let read = try_join_all(events.iter().map(|event| load(ctx, *event))).await?;
    Ok(Some(read.into_iter().flatten().map(Event::new).collect()))
}

/// What became of `updateSeries`.
#[Object]
impl UpdateSeriesPayload {
    /// The series as it is now, with THIS_AND_FOLLOWING the new one; null if refused, except on a version
    /// conflict, which shows it as it is now.
    async fn series(&self) -> Option<Series> {
        let updated = self.updated.as_ref();
        let updated = updated.map(|updated| Series(updated.series.clone()));
        updated.or_else(|| self.conflict.clone())
    }

    /// The series that ended before the event; null except with THIS_AND_FOLLOWING.
    async fn previous(&self) -> Option<Series> {
        self.updated.as_ref()?.previous.clone().map(Series)
    }

    /// The event that was named, as it is now; null with ALL, or if refused, except on a version conflict.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        match self.event {
            Some(event) => Ok(load(ctx, event).await?.map(Event::new)),
            None => Ok(None),
        }
    }

    /// The events that keep their time, with all answers; null if refused.
    #[graphql(complexity = "100 * child_complexity")]
    async fn kept(&self, ctx: &Context<'_>) -> Result<Option<Vec<Event>>> {
        let updated = self.updated.as_ref();
        read(ctx, updated.map(|updated| &updated.kept)).await
    }

    /// The events that have another time now, with all answers, and who answered is told; null if refused.
    #[graphql(complexity = "100 * child_complexity")]
    async fn moved(&self, ctx: &Context<'_>) -> Result<Option<Vec<Event>>> {
        let updated = self.updated.as_ref();
        read(ctx, updated.map(|updated| &updated.moved)).await
    }

    /// The events that were cancelled: the answers to them are no longer valid, and who answered is told;
    /// null if refused.
    #[graphql(complexity = "100 * child_complexity")]
    async fn cancelled(&self) -> Option<Vec<CancelledOccurrencePayload>> {
        let updated = self.updated.as_ref()?;
        let one = |one: &CancelledOccurrence| CancelledOccurrencePayload {
            event: one.event_id,
            parties: one.parties,
        };
        Some(updated.cancelled.iter().map(one).collect())
    }

    /// The events that were made; null if refused.
    #[graphql(complexity = "100 * child_complexity")]
    async fn added(&self, ctx: &Context<'_>) -> Result<Option<Vec<Event>>> {
        let updated = self.updated.as_ref();
        read(ctx, updated.map(|updated| &updated.added)).await
    }

    /// Why it was refused; empty if it was not.
    async fn user_errors(&self) -> &Vec<UserError> {
        &self.user_errors
    }
}

/// An event that was cancelled because the series has no place for it any more.
#[Object]
impl CancelledOccurrencePayload {
    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.event).await?.map(Event::new))
    }

    /// Parties that had answered GOING or MAYBE, waited, asked, or were offered seats.
    async fn parties(&self) -> i32 {
        i32::try_from(self.parties).unwrap_or(i32::MAX)
    }
}
