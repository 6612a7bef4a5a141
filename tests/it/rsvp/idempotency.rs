//! `respondToEvent` with an idempotency key: a retry does nothing again.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

const KEY: &str = "3f2b6c1e-9d0a-4c55-8e11-0a1b2c3d4e5f";

fn keyed(more: Value) -> Value {
    let mut input = more;
    input["idempotencyKey"] = json!(KEY);
    input
}

async fn keys(app: &TestApp) -> Vec<idempotency::Model> {
    let db = app.core.db().writer();
    idempotency::Entity::find()
        .all(db)
        .await
        .expect("the database answers")
}

both_databases!(
    the_same_key_and_input_answers_again_and_writes_nothing,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 2).await;
        let who = town.resident(&app, "wang").await;
        let input = keyed(json!({ "party": { "adults": 2 } }));
        let first = respond(&app, &town, who, event, input.clone()).await;
        let row = rsvp_of(&app, event, who).await.expect("an answer");
        let kept = keys(&app).await;
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].command.as_str(), kept[0].result_id),
            ("respondToEvent", Some(row.id.0))
        );

        let before = written(&app).await;
        app.advance(TimeDelta::hours(24));
        let second = respond(&app, &town, who, event, input.clone()).await;
        assert_eq!(first.data(), second.data());
        assert_eq!(written(&app).await, before);

        // After a change of mind the late retry shows the answer as it stands and changes nothing.
        leave(&app, &town, who, event).await;
        let before = written(&app).await;
        let third = respond(&app, &town, who, event, input).await;
        assert_eq!(third.at("/respondToEvent/rsvp/state"), "WITHDRAWN");
        assert_eq!(written(&app).await, before);
    }
);

both_databases!(the_same_key_with_other_input_is_refused, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let other = event_of(&app, &town, None).await;
    let people = town.residents(&app, 2).await;
    respond(&app, &town, people[0], event, keyed(json!({}))).await;
    let reasons = ["IDEMPOTENCY_KEY_REUSED idempotencyKey"];
    for more in [
        json!({ "status": "MAYBE" }),
        json!({ "party": { "adults": 1 } }),
        json!({ "note": "" }),
        json!({ "whenFull": "REFUSE" }),
    ] {
        refused(&app, &town, people[0], event, keyed(more), &reasons).await;
    }
    refused(&app, &town, people[0], other, keyed(json!({})), &reasons).await;
    // A key belongs to whoever sends it.
    let same = keyed(json!({ "status": "MAYBE" }));
    assert_eq!(
        state_after(&app, &town, people[1], event, same).await,
        "MAYBE"
    );
});

both_databases!(a_key_is_forgotten_after_24_hours, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let who = town.resident(&app, "wang").await;
    respond(&app, &town, who, event, keyed(json!({}))).await;
    leave(&app, &town, who, event).await;
    app.advance(TimeDelta::hours(24) + TimeDelta::microseconds(1));
    let input = keyed(json!({ "party": { "adults": 3 } }));
    let again = respond(&app, &town, who, event, input.clone()).await;
    assert_eq!(again.at("/respondToEvent/rsvp/state"), "GOING");
    assert_eq!(seats_of(&app, event).await.taken, 3);
    let kept = keys(&app).await;
    assert_eq!((kept.len(), kept[0].created_at), (1, app.now()));
    // And is remembered anew.
    let before = written(&app).await;
    app.advance(TimeDelta::hours(24));
    let replayed = respond(&app, &town, who, event, input).await;
    assert_eq!(again.data(), replayed.data());
    assert_eq!(written(&app).await, before);
});

both_databases!(a_refusal_leaves_the_key_free, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 0).await;
    let who = town.resident(&app, "wang").await;
    let input = keyed(json!({ "whenFull": "REFUSE" }));
    let reasons = ["EVENT_FULL eventId"];
    refused(&app, &town, who, event, input.clone(), &reasons).await;
    edit(&app, &town, event, json!({ "capacity": 1 })).await;
    assert_eq!(state_after(&app, &town, who, event, input).await, "GOING");
});

both_databases!(a_key_is_1_to_128_visible_characters, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, None).await;
    let who = town.resident(&app, "wang").await;
    let long = "k".repeat(129);
    for key in ["", " ", "a b", "键", "a\n", "\u{0}", long.as_str()] {
        let input = json!({ "idempotencyKey": key });
        let reasons = ["INVALID_FORMAT idempotencyKey"];
        refused(&app, &town, who, event, input, &reasons).await;
    }
    let longest = json!({ "idempotencyKey": "~".repeat(128) });
    assert_eq!(state_after(&app, &town, who, event, longest).await, "GOING");
});

both_databases!(parallel_requests_with_one_key_have_one_result, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let who = town.resident(&app, "wang").await;
    let token = app.token(who).await;
    let app = Arc::new(app);
    let before = journal(&app).await.len();
    let variables = answering(&town, event, &keyed(json!({ "party": { "adults": 2 } })));
    let send = |variables: Value| {
        let (app, token) = (app.clone(), token.clone());
        tokio::spawn(async move { app.run_with(Some(&token), RESPOND, variables).await })
    };
    let all: Vec<_> = (0..12).map(|_| send(variables.clone())).collect();
    let mut ids = Vec::new();
    for answer in all {
        let answer = answer.await.expect("an answer");
        assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
        ids.push(answer.at("/respondToEvent/rsvp/id").clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(journal(&app).await.len(), before + 1);
    assert_eq!(seats_of(&app, event).await.taken, 2);
    let kept = idempotency::Entity::find().count(app.core.db().writer());
    assert_eq!(kept.await.expect("a count"), 1);
});

both_databases!(
    of_parallel_requests_with_one_key_and_two_inputs_one_counts,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 10).await;
        let who = town.resident(&app, "wang").await;
        let token = app.token(who).await;
        let app = Arc::new(app);
        let send = |adults: i32| {
            let (app, token) = (app.clone(), token.clone());
            let input = keyed(json!({ "party": { "adults": adults } }));
            let variables = answering(&town, event, &input);
            tokio::spawn(async move {
                let answer = app.run_with(Some(&token), RESPOND, variables).await;
                (adults, answer.refusals("respondToEvent"))
            })
        };
        let all: Vec<_> = (0..8).map(|n| send(1 + n % 2)).collect();
        let mut taken = Vec::new();
        for answer in all {
            let (adults, refusals) = answer.await.expect("an answer");
            if refusals.is_empty() {
                taken.push(adults);
            } else {
                assert_eq!(refusals, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
            }
        }
        assert_eq!(
            taken.len(),
            4,
            "all with the input that came first: {taken:?}"
        );
        taken.dedup();
        assert_eq!(taken, [seats_of(&app, event).await.taken]);
    }
);
