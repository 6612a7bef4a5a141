//! What the tests of edits share: edits by the domain's own commands, and what came of them.

use std::collections::BTreeMap;

use chrono::Weekday;
use mulin_domain::error::Error;
use mulin_domain::event::RsvpTerms;
use mulin_domain::input::Patch;
use mulin_domain::series::{
    Frequency, GregorianInput, RuleInput, ScheduleInput, Scope, SeriesUpdated, UpdateSeries,
    WeekdayInput, update_series,
};
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};

use crate::factories::{Town, actor, evenings};
use crate::support::app::TestApp;

/// An edit that changes nothing yet.
fn edit(scope: Scope) -> UpdateSeries {
    UpdateSeries {
        scope,
        event_id: None,
        series_id: None,
        expected_version: None,
        festival_id: Patch::Keep,
        kind: Patch::Keep,
        visibility: Patch::Keep,
        title: Patch::Keep,
        description: Patch::Keep,
        venue_id: Patch::Keep,
        capacity: Patch::Keep,
        max_party: Patch::Keep,
        terms: RsvpTerms::default(),
        opens_before_minutes: Patch::Keep,
        closes_before_minutes: Patch::Keep,
        publish: Patch::Keep,
        starts_at: None,
        ends_at: None,
        time_zone: None,
        rsvp_opens_at: Patch::Keep,
        rsvp_closes_at: Patch::Keep,
        schedule: None,
        except_dates: Vec::new(),
        accept_answered: false,
        reason: None,
    }
}

/// Of all that is ahead.
pub fn all(series: SeriesId) -> UpdateSeries {
    UpdateSeries {
        series_id: Some(Ok(series)),
        ..edit(Scope::All)
    }
}

/// Of one occurrence and those that follow.
pub fn following(event: EventId) -> UpdateSeries {
    UpdateSeries {
        event_id: Some(Ok(event)),
        ..edit(Scope::ThisAndFollowing)
    }
}

/// Of one occurrence.
pub fn this(event: EventId) -> UpdateSeries {
    UpdateSeries {
        event_id: Some(Ok(event)),
        ..edit(Scope::This)
    }
}

/// Every week on these days, otherwise as all evenings.
pub fn weekly_on(days: &[Weekday]) -> ScheduleInput {
    let day = |weekday: &Weekday| WeekdayInput {
        weekday: *weekday,
        nth: None,
    };
    evenings(RuleInput::Gregorian(GregorianInput {
        frequency: Frequency::Weekly,
        interval: None,
        by_weekday: days.iter().map(day).collect(),
        by_month_day: Vec::new(),
        by_month: Vec::new(),
    }))
}

/// The same an hour later.
pub fn later(schedule: ScheduleInput) -> ScheduleInput {
    ScheduleInput {
        start_time: "19:30".to_owned(),
        ..schedule
    }
}

/// Edits as the organiser of the community.
pub async fn update(
    app: &TestApp,
    town: &Town,
    input: UpdateSeries,
) -> mulin_domain::Result<SeriesUpdated> {
    let organiser = actor(&app.core, town.organiser).await;
    update_series(&app.core, &organiser, input, None).await
}

/// The refusals of a command, as `CODE path`.
pub fn refusals<T: std::fmt::Debug>(outcome: mulin_domain::Result<T>) -> Vec<String> {
    match outcome.expect_err("it is refused") {
        Error::Refused(refusals) => refusals
            .iter()
            .map(|one| format!("{} {}", one.code(), one.path().join(".")))
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// All answers there are.
pub async fn answers(app: &TestApp) -> BTreeMap<RsvpId, rsvp::Model> {
    let rows = rsvp::Entity::find()
        .order_by_asc(rsvp::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read");
    rows.into_iter().map(|row| (row.id, row)).collect()
}

/// The seats of an event.
pub async fn seats(app: &TestApp, event: EventId) -> event_seats::Model {
    let row = event_seats::Entity::find_by_id(event).one(app.core.db().reader());
    let row = row.await.expect("the table is read");
    row.expect("the event has seats")
}
