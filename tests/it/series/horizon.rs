//! The events of a series are made ahead as time goes by, once each.

use chrono::TimeDelta;
use mulin_domain::due_work::{Held, claim};
use mulin_domain::series::{Frequency, make_occurrences};
use mulin_entities::{DueWorkKind, EventState, SeriesId, due_work, event, series};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::{Town, days, evenings, every, gid, occurrences};
use crate::support::app::TestApp;

async fn begun(app: &TestApp, town: &Town, frequency: Frequency) -> series::Model {
    town.begin(app, town.service_days(evenings(every(frequency))))
        .await
}

async fn made_until(app: &TestApp, series: SeriesId) -> String {
    let row = series::Entity::find_by_id(series);
    let row = row
        .one(app.core.db().reader())
        .await
        .expect("the table is read");
    row.expect("the series is there").made_until.to_string()
}

/// How often the next round is planned.
async fn planned(app: &TestApp) -> u64 {
    due_work::Entity::find()
        .filter(due_work::Column::Kind.eq(DueWorkKind::MakeOccurrences))
        .count(app.core.db().reader())
        .await
        .expect("the table is read")
}

async fn events(app: &TestApp) -> u64 {
    let count = event::Entity::find().count(app.core.db().reader()).await;
    count.expect("the table is read")
}

both_databases!(time_goes_by_and_the_next_are_made, |app| {
    let town = Town::found(&app).await;
    let series = begun(&app, &town, Frequency::Monthly).await;
    assert_eq!(days(&app, series.id).await.len(), 18);
    assert_eq!(made_until(&app, series.id).await, "2028-05-21");

    // Nothing is due at once, and a second look changes nothing.
    app.run_due_work().await;
    assert_eq!(days(&app, series.id).await.len(), 18);

    app.advance(TimeDelta::days(8));
    app.run_due_work().await;
    // It is 29 November 2026: the 28th of May 2028 lies within 18 months.
    let all = days(&app, series.id).await;
    assert_eq!(all.len(), 19);
    assert_eq!(all.last().map(String::as_str), Some("2028-05-28"));
    assert_eq!(made_until(&app, series.id).await, "2028-05-29");
    let (_, last) = occurrences(&app, series.id)
        .await
        .pop()
        .expect("the last one");
    assert_eq!(last.state, EventState::Published);

    // A process that was away for long makes up for it in one go.
    app.advance(TimeDelta::days(200));
    app.run_due_work().await;
    let all = days(&app, series.id).await;
    assert_eq!(all.len(), 25);
    assert_eq!(all.last().map(String::as_str), Some("2028-11-28"));
    let mut once = all.clone();
    once.dedup();
    assert_eq!(once, all);
    assert_eq!(planned(&app).await, 1);
    assert_eq!(
        series::Entity::find_by_id(series.id)
            .one(app.core.db().reader())
            .await
            .expect("the table is read")
            .expect("the series is there")
            .version,
        1
    );
});

both_databases!(a_series_that_is_over_is_left_alone, |app| {
    let town = Town::found(&app).await;
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(3);
    let series = town.begin(&app, town.service_days(schedule)).await;
    assert_eq!(
        days(&app, series.id).await,
        ["2026-11-28", "2026-12-05", "2026-12-12"]
    );
    app.advance(TimeDelta::days(40));
    app.run_due_work().await;
    app.advance(TimeDelta::days(400));
    app.run_due_work().await;
    assert_eq!(days(&app, series.id).await.len(), 3);
    assert_eq!(planned(&app).await, 0);
});

both_databases!(what_comes_after_a_long_break_is_not_forgotten, |app| {
    // 闰六月 is in 2036: nothing is made for years, and then it is.
    let town = Town::found(&app).await;
    let leap = json!({ "lunarDay": { "month": 6, "day": 1, "leap": "ONLY" } });
    let input =
        crate::series::service_days(&town, crate::series::evenings(leap, json!({})), json!({}));
    let answer = app
        .mutate(Some(town.organiser), "createSeries", "series { id }", input)
        .await;
    assert_eq!(answer.refusals("createSeries"), [""; 0]);
    let id = crate::support::mutation::key(answer.at("/createSeries/series/id"));
    let series = SeriesId(id);
    assert!(days(&app, series).await.is_empty());
    app.advance(TimeDelta::days(365 * 9));
    app.run_due_work().await;
    assert_eq!(days(&app, series).await, ["2036-07-23"]);
});

both_databases!(two_jobs_at_once_make_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let series = begun(&app, &town, Frequency::Weekly).await;
    app.advance(TimeDelta::days(30));
    let held = claim(&app.core, DueWorkKind::MakeOccurrences, 10).await;
    let held: Vec<Held> = held.expect("work is claimed");
    assert_eq!(held.len(), 1);
    // One that was slow, and one that took over from it.
    let (one, two) = tokio::join!(
        make_occurrences(&app.core, &held[0]),
        make_occurrences(&app.core, &held[0]),
    );
    one.expect("the job ends");
    two.expect("the job ends");
    let all = days(&app, series.id).await;
    let mut once = all.clone();
    once.dedup();
    assert_eq!((all.len(), once.len()), (82, 82));
    assert_eq!(planned(&app).await, 1);
    app.run_due_work().await;
    assert_eq!(days(&app, series.id).await.len(), 82);
});

both_databases!(two_nodes_at_once_make_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let series = begun(&app, &town, Frequency::Weekly).await;
    let other = app.restarted(7, &[]).await;
    app.advance(TimeDelta::days(30));
    let (one, two) = tokio::join!(app.worker.run_due(), other.worker.run_due());
    one.expect("due work can be done");
    two.expect("due work can be done");
    assert_eq!(days(&app, series.id).await.len(), 82);
    assert_eq!(events(&app).await, 82);
});

both_databases!(a_skipped_or_moved_day_is_never_used_again, |app| {
    let town = Town::found(&app).await;
    let series = begun(&app, &town, Frequency::Monthly).await;
    let rows = occurrences(&app, series.id).await;
    let who = Some(town.organiser);
    let skip = json!({ "eventId": *gid(&town, rows[1].1.id), "reason": "过年" });
    let answer = app
        .mutate(who, "skipOccurrence", "event { state }", skip)
        .await;
    assert_eq!(answer.at("/skipOccurrence/event/state"), "CANCELLED");
    let moved = json!({
        "eventId": *gid(&town, rows[17].1.id), "startsAt": "2028-06-01T18:30",
        "endsAt": "2028-06-01T20:00",
    });
    let answer = app
        .mutate(who, "moveOccurrence", "event { startsAt }", moved)
        .await;
    assert_eq!(
        answer.at("/moveOccurrence/event/startsAt"),
        "2028-06-01T10:30:00Z"
    );

    app.advance(TimeDelta::days(35));
    app.run_due_work().await;
    let after = occurrences(&app, series.id).await;
    assert_eq!(after.len(), 19);
    for (occurrence, event) in &rows {
        let same: Vec<_> = after
            .iter()
            .filter(|(other, _)| other.recurrence_key == occurrence.recurrence_key)
            .collect();
        assert_eq!(same.len(), 1, "{}", occurrence.recurrence_key);
        assert_eq!(same[0].1.id, event.id);
    }
    assert_eq!(after[1].1.state, EventState::Cancelled);
    assert_eq!(after[17].0.original_date.to_string(), "2028-04-28");
    assert_eq!(
        after[17].1.starts_at.to_rfc3339(),
        "2028-06-01T10:30:00+00:00"
    );
});

both_databases!(an_ended_series_makes_nothing_more, |app| {
    let town = Town::found(&app).await;
    let series = begun(&app, &town, Frequency::Monthly).await;
    let end = json!({ "seriesId": *gid(&town, series.id) });
    let answer = app
        .mutate(
            Some(town.organiser),
            "endSeries",
            "series { state endedAt }",
            end,
        )
        .await;
    assert_eq!(answer.at("/endSeries/series/state"), "ENDED");
    app.advance(TimeDelta::days(100));
    app.run_due_work().await;
    assert_eq!(days(&app, series.id).await.len(), 18);
    assert_eq!(planned(&app).await, 0);
});
