//! Looking at the calendar.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use mulin_domain::almanac::{self, MAX_DAYS};

use super::types::CalendarDay;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::scalars::Date;

/// See the module.
#[derive(Default)]
pub struct AlmanacQueries;

#[Object]
impl AlmanacQueries {
    /// Days with their lunar dates, traditional festivals, solar terms, and whether they are worked. At
    /// most 366 at once, in the years from 1950 to 2100, for which the lunar calendar was checked.
    #[graphql(
        complexity = "days_to_pay_for(&from, &to) * child_complexity",
        cache_control(max_age = 600)
    )]
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day, itself included.")] to: Date,
    ) -> Result<Vec<CalendarDay>> {
        let days = almanac::period(ctx.core().db().reader(), &from.0, &to.0).await;
        let days = days.map_err(|error| top_level(ctx, &error))?.into_iter();
        let speech = ctx.request().speech;
        let day = |day| CalendarDay::new(day, speech);
        days.map(day).collect()
    }
}

/// A day is worked out and not looked up, so that four count as one object.
fn days_to_pay_for(from: &Date, to: &Date) -> usize {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let days = day(&from.0)
        .zip(day(&to.0))
        .map_or(MAX_DAYS, |(from, to)| (to - from).num_days());
    usize::try_from(days.clamp(0, MAX_DAYS) / 4).unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_anyway_costs_no_more_than_a_year() {
        let cost = |from: &str, to: &str| days_to_pay_for(&Date(from.into()), &Date(to.into()));
        assert_eq!(cost("2027-01-01", "2027-01-01"), 1);
        assert_eq!(cost("2027-01-01", "2027-12-31"), 92);
        assert_eq!(cost("2027-12-31", "2027-01-01"), 1);
        assert_eq!(cost("0001-01-01", "9999-01-01"), 92);
        assert_eq!(cost("soon", "later"), 92);
    }
}
