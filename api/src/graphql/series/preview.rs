//! `seriesPreview`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::series;

use super::enums::ClockTime;
use super::schedule::ScheduleInput;
use crate::graphql::almanac::types::{DayHint, LunarDate, SolarTerm, TraditionalFestival};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::scalars::{Date, DateTime, TimeZone};
use crate::graphql::texts::Speech;
use crate::graphql::user_error::UserError;

/// What to look at before it is saved.
#[derive(InputObject)]
pub struct SeriesPreviewInput {
    /// What the series would repeat by.
    pub schedule: ScheduleInput,
    /// So many of the dates to come, 1 to 60.
    #[graphql(default = 12)]
    pub count: i32,
}

/// The dates that a series would have; nothing is kept.
#[derive(SimpleObject)]
pub struct SeriesPreviewPayload {
    /// The dates to come, in order; empty if it would be refused, or if none is to come.
    pub occurrences: Vec<OccurrencePreview>,
    /// Why it would be refused; empty if it would not.
    pub user_errors: Vec<UserError>,
}

/// A date that a series would have, and what the day is.
#[derive(SimpleObject, Clone)]
pub struct OccurrencePreview {
    /// The day of the rule, before any offset.
    pub original_date: Date,
    /// The day on which it would start, on the clocks of `timeZone`.
    pub date: Date,
    /// Start.
    pub starts_at: DateTime,
    /// End.
    pub ends_at: DateTime,
    /// Zone in which to show the times.
    pub time_zone: TimeZone,
    /// How the clocks show the start on that day.
    pub clock_time: ClockTime,
    /// The lunar date (农历) of the day; null outside the years from 1950 to 2100, for which the lunar
    /// calendar was checked.
    pub lunar_date: Option<LunarDate>,
    /// The traditional festivals that fall on the day, such as 春节; most days have none.
    pub festivals: Vec<TraditionalFestival>,
    /// The solar term that begins on the day; null if none does.
    pub solar_term: Option<SolarTerm>,
    /// Whether the day is off (放假) or worked to make up for one (调休上班). A hint: no date moves by itself.
    pub day_hint: DayHint,
}

impl OccurrencePreview {
    fn new(date: series::PreviewDate, speech: Speech) -> Self {
        let day = date.day;
        let festivals = day.festivals.into_iter();
        Self {
            original_date: Date(date.original_date.to_string()),
            date: Date(day.date.to_string()),
            starts_at: DateTime(date.starts_at),
            ends_at: DateTime(date.ends_at),
            time_zone: TimeZone(date.time_zone.name().to_owned()),
            clock_time: date.clocks.into(),
            lunar_date: day.lunar_date.map(|date| LunarDate::new(date, speech)),
            festivals: festivals
                .map(|festival| TraditionalFestival::new(festival, speech))
                .collect(),
            solar_term: day.solar_term.map(|term| SolarTerm::new(term, speech)),
            day_hint: day.hint.into(),
        }
    }
}

/// A date is worked out and not looked up, so that four count as one object.
fn dates_to_pay_for(input: &SeriesPreviewInput) -> usize {
    let count = input.count.clamp(0, series::MAX_PREVIEW);
    usize::try_from(count).unwrap_or(0) / 4 + 1
}

/// See the module.
#[derive(Default)]
pub struct SeriesPreviewQueries;

#[Object]
impl SeriesPreviewQueries {
    /// The dates that `createSeries` would make with this schedule, with what is special about each: the
    /// lunar date, festivals, days off and make-up working days, and clocks that are put forward or back.
    /// For who is signed in.
    #[graphql(
        complexity = "dates_to_pay_for(&input) * child_complexity",
        cache_control(private)
    )]
    async fn series_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look at.")] input: SeriesPreviewInput,
    ) -> Result<SeriesPreviewPayload> {
        let schedule = input.schedule.into();
        let answer = series::preview(ctx.core(), ctx.actor(), &schedule, input.count).await;
        let (dates, user_errors) = outcome(ctx, answer)?;
        let speech = ctx.request().speech;
        let dates = dates.unwrap_or_default().into_iter();
        Ok(SeriesPreviewPayload {
            occurrences: dates
                .map(|date| OccurrencePreview::new(date, speech))
                .collect(),
            user_errors,
        })
    }
}
