//! `skipOccurrence`, by the command itself.

use chrono::TimeDelta;
use chrono::Weekday::Sat;
use mulin_domain::series::{SkipOccurrence, skip_occurrence};
use mulin_entities::*;

use super::edits::{refusals, weekly_on};
use crate::both_databases;
use crate::factories::{Town, actor, occurrences};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn skip(
    app: &TestApp,
    who: PersonId,
    event: EventId,
    version: Option<i32>,
) -> mulin_domain::Result<event::Model> {
    let input = SkipOccurrence {
        event_id: Ok(event),
        expected_version: version,
        reason: Some("台风".to_owned()),
    };
    skip_occurrence(&app.core, &actor(&app.core, who).await, input).await
}

both_databases!(a_skipped_one_is_cancelled_for_good, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    let rows = occurrences(&app, series.id).await;
    let event = rows[2].1.id;
    let stale = skip(&app, town.organiser, event, Some(9)).await;
    assert_eq!(refusals(stale), ["VERSION_CONFLICT expectedVersion"]);
    let done = skip(&app, town.organiser, event, Some(1))
        .await
        .expect("it is skipped");
    assert_eq!(done.state, EventState::Cancelled);
    assert_eq!(done.cancel_reason.as_deref(), Some("台风"));
    let trace = Trace::of(&app).await;
    let again = skip(&app, town.organiser, event, None)
        .await
        .expect("as it is");
    assert_eq!(again, done);
    assert_eq!(Trace::of(&app).await, trace);
    app.advance(TimeDelta::days(7));
    app.run_due_work().await;
    let after = occurrences(&app, series.id).await;
    assert_eq!(after.len(), rows.len() + 1);
    assert_eq!(after[2], (rows[2].0.clone(), done));
});

both_databases!(
    neither_a_single_event_nor_one_that_began_is_skipped,
    |app| {
        let town = Town::found(&app).await;
        let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
        let first = occurrences(&app, series.id).await.remove(0).1;
        let single = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
        let told = refusals(skip(&app, town.organiser, single, None).await);
        assert_eq!(told, ["NOT_IN_A_SERIES eventId"]);
        let outsider = skip(&app, town.steward, first.id, None).await;
        assert!(matches!(
            outsider,
            Err(mulin_domain::error::Error::Forbidden)
        ));
        app.clock.set(first.starts_at);
        let told = refusals(skip(&app, town.organiser, first.id, None).await);
        assert_eq!(told, ["EVENT_STARTED eventId"]);
    }
);
