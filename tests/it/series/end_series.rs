//! `endSeries`, by the command itself.

use chrono::TimeDelta;
use chrono::Weekday::Sat;
use mulin_domain::rsvp::Answer;
use mulin_domain::series::{EndSeries, end_series};
use mulin_entities::*;

use super::edits::{all, answers, refusals, update, weekly_on};
use crate::both_databases;
use crate::factories::{Town, actor, occurrences, respond};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

fn ending(series: SeriesId) -> EndSeries {
    EndSeries {
        series_id: Ok(series),
        expected_version: None,
        from_date: None,
        cancel_following: false,
        reason: None,
    }
}

async fn end(
    app: &TestApp,
    who: PersonId,
    input: EndSeries,
) -> mulin_domain::Result<series::Model> {
    end_series(&app.core, &actor(&app.core, who).await, input).await
}

async fn cancelled(app: &TestApp, series: SeriesId) -> Vec<String> {
    let rows = occurrences(app, series).await.into_iter();
    rows.filter(|(_, event)| event.state == EventState::Cancelled)
        .map(|(place, _)| place.original_date.to_string())
        .collect()
}

both_databases!(what_was_made_stays_and_nothing_more_is_made, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    let before = occurrences(&app, series.id).await;
    let done = end(&app, town.organiser, ending(series.id))
        .await
        .expect("it ends");
    assert_eq!((done.state, done.version), (SeriesState::Ended, 2));
    assert_eq!(done.ended_at, Some(app.now()));
    let trace = Trace::of(&app).await;
    let again = end(&app, town.organiser, ending(series.id))
        .await
        .expect("as it is");
    assert_eq!(again, done);
    assert_eq!(Trace::of(&app).await, trace);
    let edit = refusals(update(&app, &town, all(series.id)).await);
    assert_eq!(edit, ["SERIES_ENDED seriesId"]);
    app.advance(TimeDelta::days(30));
    app.run_due_work().await;
    assert_eq!(occurrences(&app, series.id).await, before);
});

both_databases!(from_a_day_on_they_are_cancelled_and_people_told, |app| {
    let town = Town::found(&app).await;
    let mut schedule = weekly_on(&[Sat]);
    schedule.count = Some(4);
    let series = town.begin(&app, town.service_days(schedule)).await;
    let rows = occurrences(&app, series.id).await;
    for (_, event) in &rows {
        respond(&app.core, town.steward, event.id, Answer::Going, 1)
            .await
            .expect("an answer");
    }
    let kept = answers(&app).await;
    let input = EndSeries {
        from_date: Some("2026-12-12".to_owned()),
        cancel_following: true,
        reason: Some("场地装修".to_owned()),
        ..ending(series.id)
    };
    end(&app, town.organiser, input).await.expect("it ends");
    assert_eq!(
        cancelled(&app, series.id).await,
        ["2026-12-12", "2026-12-19"]
    );
    assert_eq!(answers(&app).await, kept);
    let reason = occurrences(&app, series.id).await[3]
        .1
        .cancel_reason
        .clone();
    assert_eq!(reason.as_deref(), Some("场地装修"));
    app.run_due_work().await;
    assert!(
        app.mail
            .letters()
            .iter()
            .all(|(to, _)| to == "steward@example.org")
    );
    assert!(!app.mail.letters().is_empty());
    // The others may still be cancelled; what is past stays.
    app.advance(TimeDelta::days(8));
    let rest = EndSeries {
        cancel_following: true,
        ..ending(series.id)
    };
    end(&app, town.organiser, rest)
        .await
        .expect("the rest is cancelled");
    assert_eq!(
        cancelled(&app, series.id).await,
        ["2026-12-05", "2026-12-12", "2026-12-19"]
    );
});

both_databases!(only_who_runs_the_series_ends_it, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    let trace = Trace::of(&app).await;
    let denied = end(&app, town.steward, ending(series.id)).await;
    assert!(matches!(denied, Err(mulin_domain::error::Error::Forbidden)));
    let wrong = EndSeries {
        from_date: Some("2026-13-01".to_owned()),
        reason: Some("长".repeat(501)),
        ..ending(series.id)
    };
    let told = refusals(end(&app, town.organiser, wrong).await);
    assert_eq!(
        told,
        [
            "INVALID_LENGTH reason",
            "INVALID_FORMAT fromDate",
            "ONLY_TOGETHER fromDate"
        ]
    );
    assert_eq!(Trace::of(&app).await, trace);
});
