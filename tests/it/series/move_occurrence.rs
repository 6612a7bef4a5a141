//! `moveOccurrence`, by the command itself.

use chrono::TimeDelta;
use chrono::Weekday::Sat;
use mulin_domain::rsvp::Answer;
use mulin_domain::series::{MoveOccurrence, move_occurrence};
use mulin_entities::*;

use super::edits::{answers, refusals, weekly_on};
use crate::both_databases;
use crate::factories::{Town, actor, occurrences, respond};
use crate::support::app::TestApp;

async fn put_off(
    app: &TestApp,
    town: &Town,
    event: EventId,
    times: [&str; 2],
    key: Option<&str>,
) -> mulin_domain::Result<event::Model> {
    let input = MoveOccurrence {
        event_id: Ok(event),
        expected_version: None,
        starts_at: times[0].to_owned(),
        ends_at: times[1].to_owned(),
        time_zone: None,
    };
    let organiser = actor(&app.core, town.organiser).await;
    move_occurrence(&app.core, &organiser, input, key.map(str::to_owned)).await
}

both_databases!(a_moved_one_keeps_its_answers_and_its_place, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    let rows = occurrences(&app, series.id).await;
    let event = rows[1].1.id;
    respond(&app.core, town.steward, event, Answer::Going, 2)
        .await
        .expect("an answer");
    let kept = answers(&app).await;
    let times = ["2026-12-06T09:00", "2026-12-06T11:00"];
    for _ in 0..2 {
        let moved = put_off(&app, &town, event, times, Some("move-1")).await;
        let moved = moved.expect("it is moved");
        assert_eq!(moved.starts_at.to_rfc3339(), "2026-12-06T01:00:00+00:00");
        assert_eq!(
            (moved.version, moved.schedule_rev),
            (2, rows[1].1.schedule_rev + 1)
        );
    }
    assert_eq!(answers(&app).await, kept);
    app.advance(TimeDelta::days(7));
    app.run_due_work().await;
    let after = occurrences(&app, series.id).await;
    assert_eq!(after.len(), rows.len() + 1);
    assert_eq!(after[1].0, rows[1].0, "its place is as it was");
    assert_eq!(after[1].1.id, event);
});

both_databases!(what_is_wrong_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    let first = occurrences(&app, series.id).await.remove(0).1;
    let wrong = ["2026-11-20T09:00", "2026-11-20T08:00"];
    let told = refusals(put_off(&app, &town, first.id, wrong, None).await);
    assert_eq!(told, ["IN_THE_PAST startsAt", "END_BEFORE_START endsAt"]);
    let single = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let times = ["2026-12-06T09:00", "2026-12-06T11:00"];
    let told = refusals(put_off(&app, &town, single, times, None).await);
    assert_eq!(told, ["NOT_IN_A_SERIES eventId"]);
    app.clock.set(first.starts_at);
    let told = refusals(put_off(&app, &town, first.id, times, None).await);
    assert_eq!(told, ["EVENT_STARTED eventId"]);
});
