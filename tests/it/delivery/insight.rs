//! What those who run an event see of its messages, and their word to try again.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::stage::deliveries;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond};
use crate::support::app::TestApp;

const SEEN: &str = "query ($id: ID!, $state: DeliveryState, $kind: MessageKind, $after: String) {
    event(id: $id) {
        deliveryCounts { kind channel state count }
        deliveries(state: $state, kind: $kind, first: 2, after: $after) {
            nodes { deliveryId kind channel state attempts errorCode sendAt settledAt parts }
            pageInfo { hasNextPage endCursor }
        }
    }
}";
const RETRY: &str = "mutation ($input: RetryDeliveriesInput!) {
    retryDeliveries(input: $input) {
        retried refused { deliveryId code } userErrors { code path }
    }
}";

/// Four come; the letters to two of them were refused.
async fn reminded(app: &TestApp, town: &Town) -> event::Model {
    let event = town.event(app, Plan::default()).await;
    for person in town.residents(app, 4).await {
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.run_due_work().await;
    app.mail.take();
    app.clock.set(event.starts_at - TimeDelta::hours(24));
    let refused = || SendError::Permanent {
        code: "SMTP_550".to_owned(),
    };
    app.mail.fail_next([refused(), refused()]);
    app.run_due_work().await;
    assert_eq!(app.mail.take().len(), 2);
    event
}

fn count_of(seen: &Value, kind: &str, channel: &str, state: &str) -> i64 {
    let counts = seen["deliveryCounts"].as_array().expect("counts");
    let same =
        |one: &&Value| one["kind"] == kind && one["channel"] == channel && one["state"] == state;
    let found = counts.iter().find(same);
    found.map_or(0, |one| one["count"].as_i64().expect("a number"))
}

both_databases!(organisers_see_numbers_and_outcomes_and_nobody, |app| {
    let town = Town::found(&app).await;
    let event = reminded(&app, &town).await;
    let variables = json!({ "id": gid(&town, event.id), "kind": "EVENT_REMINDER" });
    let answer = app.run(Some(town.organiser), SEEN, variables.clone()).await;
    let seen = answer.at("/event");
    assert_eq!(count_of(seen, "EVENT_REMINDER", "EMAIL", "SENT"), 2);
    assert_eq!(count_of(seen, "EVENT_REMINDER", "EMAIL", "FAILED"), 2);
    assert_eq!(
        seen["deliveries"]["nodes"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(seen["deliveries"]["pageInfo"]["hasNextPage"], true);
    for hidden in ["example.org", "r0", "r1"] {
        assert!(!answer.text.contains(hidden), "{hidden} in {}", answer.text);
    }

    // Only those that failed, page by page.
    let mut variables = variables;
    variables["state"] = json!("FAILED");
    let answer = app.run(Some(town.organiser), SEEN, variables.clone()).await;
    let page = answer.at("/event/deliveries");
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    for node in page["nodes"].as_array().expect("nodes") {
        assert_eq!(
            (&node["errorCode"], &node["attempts"]),
            (&json!("SMTP_550"), &json!(1))
        );
        assert_ne!(node["settledAt"], Value::Null);
    }
    variables["after"] = page["pageInfo"]["endCursor"].clone();
    let answer = app.run(Some(town.organiser), SEEN, variables.clone()).await;
    assert_eq!(answer.at("/event/deliveries/nodes"), &json!([]));

    // Nobody else sees any of it.
    let neighbour = town.resident(&app, "neighbour").await;
    for who in [Some(neighbour), Some(town.steward), None] {
        let answer = app
            .run(who, SEEN, json!({ "id": gid(&town, event.id) }))
            .await;
        assert_eq!(answer.at("/event/deliveryCounts"), &Value::Null);
        assert_eq!(answer.at("/event/deliveries"), &Value::Null);
    }
});

both_databases!(what_failed_is_tried_again_at_their_word, |app| {
    let town = Town::found(&app).await;
    let event = reminded(&app, &town).await;
    let failed: Vec<DeliveryId> = deliveries(&app)
        .await
        .into_iter()
        .filter(|row| row.state == DeliveryState::Failed && row.channel == Channel::Email)
        .map(|row| row.id)
        .collect();
    assert_eq!(failed.len(), 2);

    let one = json!({ "input": { "deliveryIds": [gid(&town, failed[0])] } });
    let neighbour = town.resident(&app, "neighbour").await;
    let answer = app.run(Some(neighbour), RETRY, one.clone()).await;
    assert_eq!(
        answer.refusals("retryDeliveries"),
        ["NOT_FOUND deliveryIds.0"]
    );
    let all = json!({ "input": { "eventId": gid(&town, event.id) } });
    let answer = app.run(Some(neighbour), RETRY, all.clone()).await;
    assert_eq!(answer.error_code(), "FORBIDDEN");
    app.run_due_work().await;
    assert_eq!(app.mail.take().len(), 0, "a denial sends nothing");

    let answer = app.run(Some(town.organiser), RETRY, one.clone()).await;
    assert_eq!(answer.at("/retryDeliveries/retried"), &json!(1));
    app.run_due_work().await;
    assert_eq!(app.mail.take().len(), 1);
    // It was sent: a second word changes nothing.
    let answer = app.run(Some(town.organiser), RETRY, one).await;
    let payload = answer.at("/retryDeliveries");
    assert_eq!(payload["retried"], json!(0));
    let id = gid(&town, failed[0]);
    assert_eq!(
        payload["refused"],
        json!([{ "deliveryId": id, "code": "SENT" }])
    );

    let answer = app.run(Some(town.organiser), RETRY, all.clone()).await;
    assert_eq!(answer.at("/retryDeliveries/retried"), &json!(1));
    app.run_due_work().await;
    assert_eq!(app.mail.take().len(), 1);
    let answer = app.run(Some(town.organiser), RETRY, all).await;
    assert_eq!(answer.at("/retryDeliveries/retried"), &json!(0));
    app.run_due_work().await;
    assert_eq!(app.mail.take().len(), 0);
    let left = delivery::Entity::find().all(app.core.db().reader()).await;
    let left = left.expect("messages can be read");
    assert!(
        left.iter()
            .all(|row| row.state != DeliveryState::Failed || row.channel != Channel::Email)
    );
});

both_databases!(what_no_longer_holds_is_not_tried_again, |app| {
    let town = Town::found(&app).await;
    let event = reminded(&app, &town).await;
    app.clock.set(event.starts_at + TimeDelta::minutes(1));
    let all = json!({ "input": { "eventId": gid(&town, event.id) } });
    let answer = app.run(Some(town.organiser), RETRY, all).await;
    let payload = answer.at("/retryDeliveries");
    assert_eq!(payload["retried"], json!(0));
    let refused = payload["refused"].as_array().expect("refusals");
    assert!(!refused.is_empty());
    assert!(
        refused.iter().all(|one| one["code"] == "EXPIRED"),
        "{refused:?}"
    );
});

both_databases!(wrong_words_are_told, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let id = gid(&town, event.id);
    for (input, refusal) in [
        (json!({}), "REQUIRED eventId"),
        (json!({ "deliveryIds": [] }), "REQUIRED eventId"),
        (
            json!({ "deliveryIds": ["x"] }),
            "MALFORMED_ID deliveryIds.0",
        ),
        (
            json!({ "deliveryIds": [id] }),
            "ID_OF_ANOTHER_TYPE deliveryIds.0",
        ),
        (
            json!({ "deliveryIds": ["x"], "eventId": id }),
            "INVALID_FORMAT deliveryIds",
        ),
    ] {
        let answer = app
            .run(Some(town.organiser), RETRY, json!({ "input": input }))
            .await;
        assert_eq!(answer.refusals("retryDeliveries"), [refusal], "{input}");
    }
    let answer = app
        .run(None, RETRY, json!({ "input": { "eventId": id } }))
        .await;
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
});
