//! Long calendars: page by page, each by as many statements, found by indexes.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_domain::bulk;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Statement};

use super::steps::{ask, create, of_area, path, read, values};
use crate::both_databases;
use crate::factories::{Plan, Town, answer, person_row};
use crate::support::app::TestApp;
use crate::support::statements::Statements;

const TABLES: &[&str] = &[
    "area",
    "calendar_feed",
    "event",
    "event_area",
    "person",
    "reminder_rule",
    "rsvp",
    "venue",
];

/// Events like another one, some of which begin at the same time, and the person's answers to them.
async fn many(app: &TestApp, town: &Town, count: usize, who: PersonId) {
    let like = town.event(app, Plan::default()).await;
    let db = app.core.db().writer();
    let areas = event_area::Entity::find()
        .filter(event_area::Column::EventId.eq(like.id))
        .all(db)
        .await
        .expect("the table is read");
    let events: Vec<event::Model> = (1..count)
        .map(|number| {
            let later = TimeDelta::minutes(i64::try_from(number / 3).expect("few"));
            event::Model {
                id: app.core.new_id(),
                title: format!("活动{number:04}"),
                starts_at: like.starts_at + later,
                ends_at: like.ends_at + later,
                ..like.clone()
            }
        })
        .collect();
    let listed = events.iter().flat_map(|event| {
        areas.iter().map(|area| event_area::Model {
            event_id: event.id,
            starts_at: event.starts_at,
            ..area.clone()
        })
    });
    let household = person_row(app, who).await.household_id;
    let answers = events
        .iter()
        .map(|event| answer(app, town, event, who, household, RsvpState::Going));
    let answers: Vec<_> = answers.collect();
    let listed: Vec<_> = listed.collect();
    bulk::insert(db, events).await.expect("events are written");
    bulk::insert(db, listed).await.expect("lists are written");
    bulk::insert(db, answers)
        .await
        .expect("answers are written");
}

/// What reading a calendar costs.
async fn cost(app: &TestApp, statements: &Statements, path: &str) -> Vec<Statement> {
    statements.take();
    read(app, path).await;
    statements.take()
}

both_databases!(twelve_hundred_events_come_page_by_page, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    many(&app, &town, 1_200, wang).await;
    let (area, own) = (
        of_area(&town, town.city.id),
        path(&create(&app, wang, "手机").await),
    );
    let statements = app.record_statements();
    for (path, events, fixed, a_page) in [(area, 1_200, 2, 1), (own, 1_199, 4, 2)] {
        let answer = read(&app, &path).await;
        let mut uids = values(&answer, "UID");
        assert_eq!(uids.len(), events);
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), events, "each once");
        assert!(values(&answer, "DTSTART").is_sorted());
        let ran = cost(&app, &statements, &path).await;
        assert_eq!(ran.len(), fixed + 3 * a_page, "{ran:#?}");
        assert!(app.assert_indexed(ran, TABLES).await > 0);
        // Whoever has it already, or wants the head alone, costs no page.
        let headers = [(
            "if-none-match",
            answer.headers["etag"].to_str().expect("text"),
        )];
        statements.take();
        for (method, headers, status) in [
            (Method::GET, &headers[..], 304),
            (Method::HEAD, &[][..], 200),
        ] {
            let short = ask(&app, method, &path, headers).await;
            assert_eq!((short.status.as_u16(), short.text.len()), (status, 0));
            assert_eq!(statements.take().len(), fixed);
        }
    }
});

both_databases!(a_page_costs_the_same_however_much_is_on_it, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let (few, much) = (
        town.resident(&app, "few").await,
        town.resident(&app, "much").await,
    );
    many(&app, &town, 3, few).await;
    many(&app, &town, 90, much).await;
    let (few, much) = (
        path(&create(&app, few, "手机").await),
        path(&create(&app, much, "手机").await),
    );
    let statements = app.record_statements();
    let (few, much) = (
        cost(&app, &statements, &few).await.len(),
        cost(&app, &statements, &much).await.len(),
    );
    assert_eq!(few, much);
});
