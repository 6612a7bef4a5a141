//! What counting costs: as many statements for many rows and areas as for few, each by an index.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::json;

use super::month::Month;
use super::{asked, november};
use crate::both_databases;
use crate::factories::{Plan, area, crowd};

/// Tables that grow without end, and what statements call them.
const TABLES: &[&str] = &[
    "event",
    "event_area",
    "check_in",
    "check_in_person",
    "household",
    "person",
    "ticket",
    "ticket_move",
    "service_record",
    "standing",
    "credited",
    "later",
    "hours_entry",
    "area",
    "home",
    "top_area",
];

both_databases!(many_rows_cost_as_many_statements_as_few, |app| {
    let mut app = app;
    let month = Month::whole(&app).await;
    let town = month.town();
    let input = json!({ "from": "2026-11-01", "until": "2026-12-31" });
    let statements = app.record_statements();
    let mut few = 0;
    // The first time the key that signs tokens is read, too.
    for _ in 0..2 {
        statements.take();
        asked(&app, town, town.admin, &month.street, input.clone())
            .await
            .data();
        few = statements.take().len();
    }
    for number in 0..5 {
        let name = format!("新社区{number}");
        area(&app.core, Some(&month.street), AreaKind::Community, &name).await;
    }
    let plan = Plan {
        starts_in: TimeDelta::hours(2),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    for person in crowd(&app, town, &event, 30, RsvpState::Declined).await {
        let input = json!({ "eventId": month.day.id(event.id), "personId": month.day.id(person) });
        let walked_in = app.mutate(Some(town.admin), "recordWalkIn", "checkIn { id }", input);
        assert_eq!(walked_in.await.refusals("recordWalkIn"), [""; 0]);
    }
    statements.take();
    let answer = asked(&app, town, town.admin, &month.street, input).await;
    assert_eq!(answer.at("/area/figures/total/people"), 41);
    let areas = answer
        .at("/area/figures/byArea")
        .as_array()
        .expect("a list");
    assert_eq!(areas.len(), 7);
    assert_eq!(statements.take().len(), few);
});

both_databases!(every_count_finds_its_rows_by_an_index, |app| {
    let mut app = app;
    let month = Month::whole(&app).await;
    let town = month.town();
    let statements = app.record_statements();
    asked(&app, town, town.admin, &month.street, november())
        .await
        .data();
    let explained = app.assert_indexed(statements.take(), TABLES).await;
    assert!(
        explained >= 16,
        "only {explained} statements were looked at"
    );
});
