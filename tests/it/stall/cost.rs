//! What stalls cost: as many statements however many there are, and all by an index.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{ServiceDay, in_shanghai};
use crate::support::app::TestApp;

const TABLES: &[&str] = &["stall", "stall_service", "station", "slot", "ticket"];

const READ: &str = "query ($id: ID!) { event(id: $id) { stalls { name team { name } \
    services { name slots { startsAt left } } \
    stations { name state service { name } staffedBy { name } } viewerCan { edit serve } } } }";

/// A stall of three services, each with so many slots.
async fn stall(app: &TestApp, day: &ServiceDay, slots: i32) {
    let services: Vec<Value> = ["A", "B", "C"]
        .map(|prefix| json!({ "name": prefix, "prefix": prefix, "minutes": 5 }))
        .into();
    let stations: Vec<Value> = (1..=3)
        .map(|number| json!({ "name": number.to_string(), "servicePrefix": "B" }))
        .collect();
    let made = json!({ "services": services, "stations": stations });
    let made = day.stall(app, made).await;
    for service in made["services"].as_array().expect("a list") {
        let until = day.start() + TimeDelta::minutes(i64::from(slots) * 5);
        let input = json!({
            "serviceId": service["id"],
            "ranges": [{ "from": "2026-11-28T09:00", "until": in_shanghai(until), "places": 4 }],
        });
        day.done(app, day.organiser(), "setSlots", "stall { id }", input)
            .await;
    }
}

both_databases!(many_stalls_take_as_many_statements_as_one, |app| {
    let mut app = app;
    let statements = app.record_statements();
    let mut counts = Vec::new();
    let mut ran = Vec::new();
    for (stalls, slots) in [(1, 2), (5, 40)] {
        let day = ServiceDay::plan(&app).await;
        for _ in 0..stalls {
            stall(&app, &day, slots).await;
        }
        statements.take();
        let id = json!({ "id": day.id(day.event.id) });
        let read = app.run(Some(day.organiser()), READ, id).await;
        let shown = read.at("/event/stalls").as_array().map(Vec::len);
        assert_eq!(shown, Some(stalls));
        let reading = statements.take();
        // The grid of slots moves by a quarter of an hour, onto starts that others had.
        let moved = json!({
            "eventId": day.id(day.event.id),
            "startsAt": "2026-11-28T09:15", "endsAt": "2026-11-28T17:15",
        });
        day.done(
            &app,
            day.organiser(),
            "rescheduleEvent",
            "event { id }",
            moved,
        )
        .await;
        let moving = statements.take();
        counts.push((reading.len(), moving.len()));
        ran.extend(reading);
        ran.extend(moving);
        let id = json!({ "id": day.id(day.event.id) });
        let read = app.run(Some(day.organiser()), READ, id).await;
        let first = "/event/stalls/0/services/2/slots/0/startsAt";
        assert_eq!(read.at(first), "2026-11-28T01:15:00Z");
        statements.take();
    }
    let [(read, moved), (read_more, moved_more)] = counts[..] else {
        panic!("two sizes");
    };
    // What a loader gathers may be read in two batches on a slow machine, and never one by one.
    assert!(
        read_more <= read + 6,
        "{read} for few, {read_more} for many"
    );
    // Rows are written in a few statements of few sizes.
    assert!(
        moved_more <= moved + 12,
        "{moved} for few, {moved_more} for many"
    );
    app.assert_indexed(ran, TABLES).await;
});
