//! `endSeries`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::series;

use super::payload::{Ended, SeriesPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::Date;

/// Which series ends, and what becomes of its events.
#[derive(InputObject)]
pub struct EndSeriesInput {
    /// Which series.
    pub series_id: ID,
    /// The version that you looked at; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// The first day that no longer counts, on the clocks of the series; left out: today.
    pub from_date: Option<Date>,
    /// Whether its events from that day on that have not begun are cancelled; left out: they stay, and
    /// nothing is made after them.
    #[graphql(default)]
    pub cancel_following: bool,
    /// Why, as it is told to everybody who answered an event that is cancelled; up to 500 characters.
    pub reason: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct EndSeriesMutation;

#[Object]
impl EndSeriesMutation {
    /// Ends a series for good: nothing more is made. Its events stay, or are cancelled if that is asked
    /// for, upon which everybody who answered is told once. For those who run it.
    async fn end_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which series.")] input: EndSeriesInput,
    ) -> Result<SeriesPayload<Ended>> {
        let series_id = decode(&input.series_id);
        let command = series::EndSeries {
            series_id: series_id.clone(),
            expected_version: input.expected_version,
            from_date: input.from_date.map(Into::into),
            cancel_following: input.cancel_following,
            reason: input.reason,
        };
        let answer = series::end_series(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(series_id), answer).await
    }
}
