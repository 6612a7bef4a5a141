//! No statement of requests or of the worker reads a whole table of events, answers or messages.

use chrono::TimeDelta;
use mulin::seed::{LoadPlan, load};
use mulin_domain::dialect;
use mulin_domain::event::CreateEvent;
use mulin_domain::rsvp::Answer;
use sea_orm::{DbBackend, Statement};
use serde_json::{Value, json};

use super::{about, appoint};
use crate::both_databases;
use crate::factories::{Town, gid, respond};
use crate::support::app::TestApp;

/// Tables that grow without end.
const TABLES: [&str; 7] = [
    "event",
    "event_area",
    "event_role",
    "event_seats",
    "rsvp",
    "delivery",
    "due_work",
];

/// The steps of a plan that read a whole table, or a whole index of it.
fn scans(backend: DbBackend, plan: &[String]) -> Vec<String> {
    let of = |step: &str, before: &str| {
        TABLES.iter().any(|table| {
            let name = format!("{before}{table}");
            step.split(&name)
                .nth(1)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    if backend == DbBackend::Sqlite {
        let scan = |step: &&String| of(step, "SCAN ");
        return plan.iter().filter(scan).cloned().collect();
    }
    let mut found = Vec::new();
    for (index, step) in plan.iter().enumerate() {
        let whole = of(step, "Seq Scan on ");
        let by_index = of(step, " on ") && step.contains("Index") && step.contains("Scan");
        let details = plan[index + 1..]
            .iter()
            .take_while(|line| !line.contains("->"));
        let narrowed = details.into_iter().any(|line| line.contains("Index Cond:"));
        if whole || by_index && !narrowed {
            found.push(step.clone());
        }
    }
    found
}

/// Explains all statements that touch the tables, and answers how many those were.
///
/// The statistics are those of this moment: PostgreSQL's own analysis comes when it likes, and a
/// plan must not hang on whether it came.
async fn explain_all(app: &TestApp, statements: Vec<Statement>) -> usize {
    let analyzed = dialect::analyze(app.core.db().writer()).await;
    analyzed.expect("the tables are looked at");
    let backend = app.core.db().reader().get_database_backend();
    let mut explained = 0;
    for statement in statements {
        let words: Vec<&str> = statement
            .sql
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .collect();
        if statement.sql.starts_with("INSERT") || !TABLES.iter().any(|table| words.contains(table))
        {
            continue;
        }
        let plan = app.explain(&statement).await;
        let scans = scans(backend, &plan);
        assert!(
            scans.is_empty(),
            "{scans:?}\n{}\n{}",
            statement.sql,
            plan.join("\n")
        );
        explained += 1;
    }
    explained
}

/// Beside a city of some size, events with answers, messages and work that is due.
async fn rows(app: &TestApp, town: &Town) {
    for number in 0..30 {
        let input = CreateEvent {
            capacity: Some(2),
            venue_id: Some(Ok(town.venue.id)),
            ..town.gathering(app, "茶话会")
        };
        let event = town.publish(app, input).await.id;
        for person in [town.steward, town.organiser, town.admin] {
            let answer = respond(&app.core, person, event, Answer::Going, 1).await;
            answer.expect("an answer");
        }
        appoint(app, town, event, town.steward, "CHECK_IN_HELPER").await;
        if number % 3 == 0 {
            let later = json!({ "startsAt": "2026-12-05T18:00", "endsAt": "2026-12-05T19:00" });
            app.mutate(
                Some(town.admin),
                "rescheduleEvent",
                "event { id }",
                about(town, event, later),
            )
            .await
            .data();
        }
    }
}

both_databases!(every_statement_finds_its_rows_by_an_index, |app| {
    let mut app = app;
    let plan = LoadPlan {
        residents: 1_500,
        events: 2_000,
        rsvps: 4_000,
        seed: 1,
        contacts: false,
    };
    load(&app.core, plan, &|_| {}).await.expect("a city");
    let town = Town::found(&app).await;
    rows(&app, &town).await;
    let statements = app.record_statements();
    let event = town.publish(&app, town.gathering(&app, "灯会")).await.id;

    // Lists, in every shape.
    let feed = "query ($filter: EventFilter, $first: Int, $after: String, $last: Int) { \
        events(filter: $filter, first: $first, after: $after, last: $last) { \
        nodes { title seats { free } venue { name } festival { title } viewerRsvp { state } \
        attendees { name } programme { title } reminders { before } rsvps(first: 2) { nodes { state \
        waitlistPosition note respondent { email } viewerCan { change } } } \
        viewerCan { respond } roles { name person { name } } } pageInfo { startCursor } } }";
    let near = json!({ "latitude": 30.38, "longitude": 106.78, "metres": 900 });
    for filter in [
        json!({}),
        json!({ "areaId": *gid(&town, town.community.id) }),
        json!({ "festivalId": *gid(&town, event) }),
        json!({ "text": "灯会" }),
        json!({ "kinds": ["GATHERING"], "freeSeats": 1 }),
        json!({ "near": near, "startsBefore": "2027-01-01T00:00:00Z" }),
        json!({ "startsFrom": "2026-01-01T00:00:00Z", "states": ["CANCELLED", "DRAFT"] }),
        json!({ "areaId": *gid(&town, town.unit.id), "text": "茶", "freeSeats": 2 }),
    ] {
        for who in [None, Some(town.steward), Some(town.organiser)] {
            let page = json!({ "filter": filter, "first": 2 });
            let first = app.run(who, feed, page).await;
            let cursor = first.at("/events/pageInfo/startCursor").clone();
            let next = json!({ "filter": filter, "first": 2, "after": cursor });
            app.run(who, feed, next).await.data();
            app.run(who, feed, json!({ "filter": filter, "last": 2 }))
                .await
                .data();
        }
    }
    let own = "query ($id: ID!, $n: Int) { viewer { rsvps { nodes { waitlistPosition \
        event { title } } } } event(id: $id) { title rsvps(first: $n, states: [GOING]) { \
        nodes { id event { id } } } } node(id: $id) { id } }";
    app.run(
        Some(town.admin),
        own,
        json!({ "id": *gid(&town, event), "n": 1 }),
    )
    .await
    .data();
    let lists = 8 * 3 * 3;
    let explained = explain_all(&app, statements.take()).await;
    assert!(explained > lists, "{explained}");

    // Commands, and what follows from them.
    let who = Some(town.admin);
    let mutate = async |mutation: &str, more: Value| {
        let input = about(&town, event, more);
        app.mutate(who, mutation, "event { id }", input)
            .await
            .data();
    };
    let seats = |capacity| json!({ "capacity": capacity, "title": "元宵灯会" });
    mutate("updateEvent", seats(1)).await;
    for person in [town.steward, town.organiser] {
        let answer = respond(&app.core, person, event, Answer::Going, 1).await;
        answer.expect("an answer");
    }
    mutate("updateEvent", seats(5)).await;
    mutate(
        "setEventReminders",
        json!({ "reminders": [{ "before": "PT1H", "audience": ["GOING", "NOT_ANSWERED"] }] }),
    )
    .await;
    let later = json!({ "startsAt": "2026-12-05T18:00", "endsAt": "2026-12-05T19:00" });
    mutate("rescheduleEvent", later).await;
    mutate("cancelEvent", json!({})).await;
    let venue = json!({ "venueId": *gid(&town, town.venue.id), "name": "新中心" });
    app.mutate(who, "updateVenue", "venue { id }", venue)
        .await
        .data();
    let explained = explain_all(&app, statements.take()).await;
    assert!(explained > 20, "{explained}");

    // The worker, up to when everything was sent.
    for _ in 0..8 {
        app.advance(TimeDelta::days(1));
        app.run_due_work().await;
    }
    assert!(app.mail.sent().len() > 50);
    let work = statements.take();
    for claim in ["UPDATE due_work", "UPDATE delivery"] {
        assert!(work.iter().any(|one| one.sql.starts_with(claim)), "{claim}");
    }
    let explained = explain_all(&app, work).await;
    assert!(explained > 20, "{explained}");
});
