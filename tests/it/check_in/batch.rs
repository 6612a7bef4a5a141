//! `checkInBatch`: what devices noted that were offline.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use super::{Door, noted};
use crate::both_databases;
use crate::factories::{gid, respond};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const RESULTS: &str = "results { clientId status checkIn { heads { adults } device deviceAt \
    checkedInBy { name } } userErrors { code path } }";

impl Door {
    async fn hand_in(&self, app: &TestApp, device: &str, items: Value) -> Reply {
        let input = self.input(json!({ "device": device, "items": items }));
        app.mutate(Some(self.helper), "checkInBatch", RESULTS, input)
            .await
    }
}

fn told(reply: &Reply) -> Vec<String> {
    let results = reply.at("/checkInBatch/results").as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    results
        .iter()
        .map(|one| {
            let refusal = &one["userErrors"][0]["code"];
            format!(
                "{} {} {}",
                text(&one["clientId"]),
                text(&one["status"]),
                text(refusal)
            )
        })
        .collect()
}

both_databases!(
    each_is_answered_for_itself_and_a_second_time_changes_nothing,
    |app| {
        let door = Door::open(&app).await;
        let first = door.guest(&app, "王小梅", 2).await;
        let second = door.guest(&app, "李雷", 1).await;
        let gone = door.guest(&app, "韩梅", 1).await;
        let inside = door.guest(&app, "张伟", 1).await;
        let code = door.code(&app, &first).await;
        let gone_code = door.code(&app, &gone).await;
        respond(&app.core, gone.person_id, door.event, Answer::Declined, 1)
            .await
            .unwrap();
        door.admit(&app, inside.id).await;
        // One clock is a day late, one years early.
        let late = (app.now() + TimeDelta::hours(26)).to_rfc3339();
        let items = json!([
            { "clientId": "1", "code": code, "deviceAt": late },
            { "clientId": "2", "rsvpId": *gid(&door.town, second.id), "deviceAt": "1999-01-01T00:00:00Z" },
            { "clientId": "3", "code": gone_code },
            { "clientId": "4", "rsvpId": *gid(&door.town, inside.id) },
            { "clientId": "5", "code": "entry_nonsense" },
            { "clientId": "6", "adults": 7, "children": 2 },
            { "clientId": "7", "rsvpId": *gid(&door.town, first.id) },
            { "clientId": "8" },
            { "clientId": "9", "rsvpId": *gid(&door.town, second.id), "adults": 9 },
            { "clientId": "10", "rsvpId": "x" },
        ]);
        let reply = door.hand_in(&app, "door-1", items.clone()).await;
        assert_eq!(reply.refusals("checkInBatch"), [""; 0]);
        let expected = [
            "1 FRESH -",
            "2 FRESH -",
            "3 REFUSED NOT_GOING",
            "4 ALREADY -",
            "5 REFUSED CHECK_IN_CODE_INVALID",
            "6 FRESH -",
            "7 ALREADY -",
            "8 REFUSED OUT_OF_RANGE",
            "9 ALREADY -",
            "10 REFUSED MALFORMED_ID",
        ];
        assert_eq!(told(&reply), expected);
        let rows = noted(&app).await;
        assert_eq!(rows.len(), 4);
        // The server's time counts, the device's is kept.
        assert!(rows.iter().all(|row| row.checked_in_at == app.now()));
        assert_eq!(
            reply.at("/checkInBatch/results/1/checkIn/deviceAt"),
            "1999-01-01T00:00:00Z"
        );

        app.advance(TimeDelta::hours(2));
        let before = Trace::of(&app).await;
        let again = door.hand_in(&app, "door-1", items).await;
        assert_eq!(Trace::of(&app).await, before);
        let expected = expected.map(|line| line.replace("FRESH", "ALREADY"));
        assert_eq!(told(&again), expected);
        // Another device tells of other heads, though it counts in the same way.
        let other = door
            .hand_in(&app, "door-2", json!([{ "clientId": "6", "adults": 7 }]))
            .await;
        assert_eq!(told(&other), ["6 FRESH -"]);
    }
);

both_databases!(what_was_undone_meanwhile_stays_undone, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let items = json!([{ "clientId": "1", "rsvpId": *gid(&door.town, rsvp.id) }]);
    door.hand_in(&app, "door-1", items.clone()).await.data();
    let id = gid(&door.town, noted(&app).await[0].id);
    let undo = json!({ "checkInId": *id });
    app.mutate(Some(door.helper), "undoCheckIn", "checkIn { id }", undo)
        .await
        .data();
    let again = door.hand_in(&app, "door-1", items).await;
    assert_eq!(told(&again), ["1 ALREADY -"]);
    assert_eq!(noted(&app).await.len(), 1);
});

both_databases!(a_faulty_batch_is_refused_whole, |app| {
    let door = Door::open(&app).await;
    let refused = async |device: &str, items: Value| {
        let input = door.input(json!({ "device": device, "items": items }));
        let selection = "results { clientId }";
        let reply = app
            .without_trace(Some(door.helper), "checkInBatch", selection, input)
            .await;
        assert_eq!(reply.at("/checkInBatch/results"), &Value::Null);
        reply.refusals("checkInBatch")
    };
    let twice = json!([{ "clientId": "1", "adults": 1 }, { "clientId": "1", "adults": 1 }]);
    assert_eq!(refused("d", twice).await, ["DUPLICATE items.1.clientId"]);
    assert_eq!(
        refused("", json!([{ "clientId": "" }])).await,
        ["REQUIRED device", "REQUIRED items.0.clientId"]
    );
    assert_eq!(refused("d", json!([])).await, ["REQUIRED items"]);
    let many: Vec<Value> = (0..501)
        .map(|number| json!({ "clientId": format!("{number}"), "adults": 1 }))
        .collect();
    assert_eq!(refused("d", json!(many)).await, ["TOO_MANY_ITEMS items"]);
    app.advance(TimeDelta::days(2));
    let late = refused("d", json!([{ "clientId": "1", "adults": 1 }])).await;
    assert_eq!(late, ["CHECK_IN_LIST_CLOSED listId"]);
});

both_databases!(five_hundred_are_taken_at_once, |app| {
    let door = Door::open(&app).await;
    let many: Vec<Value> = (0..500)
        .map(|number| json!({ "clientId": format!("{number}"), "adults": 2 }))
        .collect();
    let input = door.input(json!({ "device": "d", "items": many }));
    let selection = "results { status }";
    let reply = app
        .mutate(Some(door.helper), "checkInBatch", selection, input)
        .await;
    let results = reply.at("/checkInBatch/results").as_array().unwrap();
    assert!(results.iter().all(|one| one["status"] == "FRESH"));
    let measures = door.see(
        &app,
        door.town.organiser,
        "attendance { total { attendances anonymous } }",
    );
    let expected = json!({ "total": { "attendances": 1000, "anonymous": 1000 } });
    assert_eq!(measures.await, expected);
});
