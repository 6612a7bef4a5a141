//! Series of any shape.

use mulin_domain::event::RsvpTerms;
use mulin_domain::series::store::rows_of;
use mulin_domain::series::{
    CreateSeries, Frequency, GregorianInput, RuleInput, ScheduleInput, create_series,
};
use mulin_entities::*;

use super::{Town, actor};
use crate::support::app::TestApp;

/// At half past six in the evening of Shanghai for an hour and a half, from a week after every test begins
/// (Saturday, 28 November 2026) on.
pub fn evenings(rule: RuleInput) -> ScheduleInput {
    ScheduleInput {
        rule,
        first_date: "2026-11-28".to_owned(),
        until: None,
        count: None,
        start_time: "18:30".to_owned(),
        duration_minutes: 90,
        time_zone: None,
        offset_days: None,
        except_dates: Vec::new(),
        extra_dates: Vec::new(),
    }
}

/// Every day, week, month or year, as the first day is.
pub fn every(frequency: Frequency) -> RuleInput {
    RuleInput::Gregorian(GregorianInput {
        frequency,
        interval: None,
        by_weekday: Vec::new(),
        by_month_day: Vec::new(),
        by_month: Vec::new(),
    })
}

impl Town {
    /// A public service day of the community, whose events are published as they are made, for a test
    /// to change before it is made.
    pub fn service_days(&self, schedule: ScheduleInput) -> CreateSeries {
        CreateSeries {
            area_id: Ok(self.community.id),
            festival_id: None,
            kind: EventKind::ServiceDay,
            visibility: Visibility::Public,
            title: "便民服务日".to_owned(),
            description: Some("磨刀、理发、量血压。".to_owned()),
            venue_id: Some(Ok(self.venue.id)),
            capacity: Some(40),
            max_party: Some(4),
            terms: RsvpTerms::default(),
            opens_before_minutes: None,
            closes_before_minutes: None,
            publish: true,
            like_event_id: None,
            schedule,
        }
    }

    /// Makes a series as the organiser of the community.
    pub async fn begin(&self, app: &TestApp, input: CreateSeries) -> series::Model {
        let organiser = actor(&app.core, self.organiser).await;
        create_series(&app.core, &organiser, input, None)
            .await
            .expect("a series can be made")
    }
}

/// The occurrences of a series with their events, by original day.
pub async fn occurrences(
    app: &TestApp,
    series: SeriesId,
) -> Vec<(occurrence::Model, event::Model)> {
    rows_of(app.core.db().reader(), series, None)
        .await
        .expect("the tables are read")
}

/// The days of the rule of which a series has an event, in order.
pub async fn days(app: &TestApp, series: SeriesId) -> Vec<String> {
    let rows = occurrences(app, series).await.into_iter();
    rows.map(|(occurrence, _)| occurrence.original_date.to_string())
        .collect()
}
