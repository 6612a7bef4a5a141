//! What checking people in costs: as many statements for a batch as for a few, each by an index.

use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{CHECK_IN, Door};
use crate::both_databases;
use crate::factories::{crowd, gid};
use crate::rsvp::steps::rsvps_of;
use crate::support::app::TestApp;

/// Tables that grow without end.
const TABLES: &[&str] = &[
    "check_in",
    "check_in_list",
    "check_in_person",
    "check_in_key",
    "rsvp",
    "rsvp_member",
    "person",
    "event",
];

async fn guests(app: &TestApp, door: &Door, count: usize) -> Vec<RsvpId> {
    let event = event::Entity::find_by_id(door.event)
        .one(app.core.db().writer())
        .await;
    let event = event.expect("the database answers").expect("it is there");
    crowd(app, &door.town, &event, count, RsvpState::Going).await;
    let rows = rsvps_of(app, door.event).await;
    rows.iter().map(|row| row.id).collect()
}

fn batch(door: &Door, device: &str, rsvps: &[RsvpId]) -> Value {
    let item = |rsvp: &RsvpId| json!({ "clientId": rsvp.0, "rsvpId": *gid(&door.town, *rsvp) });
    let items: Vec<Value> = rsvps.iter().map(item).collect();
    door.input(json!({ "device": device, "items": items }))
}

async fn hand_in(app: &TestApp, door: &Door, device: &str, rsvps: &[RsvpId]) {
    let input = batch(door, device, rsvps);
    let reply = app
        .mutate(
            Some(door.helper),
            "checkInBatch",
            "results { status }",
            input,
        )
        .await;
    let results = reply.at("/checkInBatch/results").as_array();
    let results = results.expect("a list");
    assert_eq!(results.len(), rsvps.len());
    assert!(results.iter().all(|one| one["status"] == "FRESH"));
}

both_databases!(a_batch_costs_as_many_statements_as_a_few, |app| {
    let mut app = app;
    let door = Door::open(&app).await;
    let rsvps = guests(&app, &door, 420).await;
    let statements = app.record_statements();
    // The list is made, and the key that signs tokens.
    door.admit(&app, rsvps[0]).await;
    statements.take();
    door.admit(&app, rsvps[1]).await;
    let one = statements.take().len();
    hand_in(&app, &door, "d", &rsvps[2..4]).await;
    let few = statements.take().len();
    hand_in(&app, &door, "d", &rsvps[4..20]).await;
    let more = statements.take().len();
    hand_in(&app, &door, "d", &rsvps[20..420]).await;
    let many = statements.take().len();
    assert!(few <= one + 3, "{few} for two, {one} for one");
    // Rows of the journal are written in a few statements of few sizes.
    assert!(more <= few + 3 && many <= few + 6, "{few}, {more}, {many}");
});

both_databases!(
    every_statement_at_the_door_finds_its_rows_by_an_index,
    |app| {
        let mut app = app;
        let door = Door::open(&app).await;
        let rsvps = guests(&app, &door, 200).await;
        let guest = door.guest(&app, "王小梅", 2).await;
        let walks_in = door.town.resident(&app, "李雷").await;
        let statements = app.record_statements();
        let code = door.code(&app, &guest).await;
        let scanned = door.check_in(&app, json!({ "code": code })).await;
        assert_eq!(scanned.refusals("checkIn"), [""; 0]);
        let id = door.admit(&app, rsvps[0]).await;
        hand_in(&app, &door, "d", &rsvps[1..60]).await;
        let undo = json!({ "checkInId": id });
        app.mutate(Some(door.helper), "undoCheckIn", "checkIn { id }", undo)
            .await
            .data();
        for more in [
            json!({ "personId": *gid(&door.town, walks_in) }),
            json!({ "adults": 3 }),
        ] {
            let input = door.input(more);
            let reply = app
                .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
                .await;
            assert_eq!(reply.refusals("recordWalkIn"), [""; 0]);
        }
        let explained = app.assert_indexed(statements.take(), TABLES).await;
        assert!(explained > 40, "only {explained} statements were looked at");
    }
);
