//! `viewer.deliveries` and `person.deliveries`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer as Reply;
use mulin_notify::SendError;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid, housemate, respond};
use crate::support::answer::Answer;

const FIELDS: &str = "nodes { id kind channel state sendAt settledAt attempts maskedAddress errorCode \
    event { title } person { name } } pageInfo { hasNextPage endCursor }";

both_databases!(one_sees_what_was_sent_and_what_became_of_it, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let event = town.event(&app, Plan::default()).await.id;
    respond(&app.core, lan, event, Reply::Going, 1)
        .await
        .expect("taken");
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let query = format!("{{ viewer {{ deliveries {{ {FIELDS} }} }} }}");
    let answer = app.run(Some(lan), &query, json!({})).await;
    // The second reminder waits for its time.
    let of = |answer: &Answer, state: &str| {
        let nodes = answer.at("/viewer/deliveries/nodes").as_array();
        let found = nodes
            .expect("a list")
            .iter()
            .find(|one| one["state"] == state);
        found.expect("there is one").clone()
    };
    assert_eq!(of(&answer, "PENDING")["attempts"], 0);
    let told = of(&answer, "SENT");
    assert_eq!(
        (&told["kind"], &told["channel"]),
        (&json!("EVENT_REMINDER"), &json!("EMAIL"))
    );
    assert_eq!(
        (&told["state"], &told["attempts"]),
        (&json!("SENT"), &json!(1))
    );
    assert_eq!(told["maskedAddress"], "l**@example.org");
    assert_eq!(
        (&told["event"]["title"], &told["person"]["name"]),
        (&json!("元宵灯会"), &json!("lan"))
    );
    assert!(told["errorCode"].is_null() && !told["settledAt"].is_null());
    // What failed says so.
    let failure = SendError::Permanent {
        code: "550".to_owned(),
    };
    app.mail.fail_next([failure]);
    app.advance(TimeDelta::hours(22));
    app.run_due_work().await;
    let answer = app.run(Some(lan), &query, json!({})).await;
    assert_eq!(of(&answer, "FAILED")["errorCode"], "550");
});

both_databases!(it_is_seen_by_the_person_and_those_who_act_for_them, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let partner = housemate(&app, lan, "partner", Some(1961)).await;
    let child = housemate(&app, lan, "child", Some(2018)).await;
    let event = town.event(&app, Plan::default()).await.id;
    respond(&app.core, lan, event, Reply::Going, 1)
        .await
        .expect("taken");
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let query = format!("query ($id: ID!) {{ person(id: $id) {{ deliveries {{ {FIELDS} }} }} }}");
    let id = json!({ "id": *gid(&town, lan) });
    let own = app.run(Some(lan), &query, id.clone()).await;
    let message = own.at("/person/deliveries/nodes/0/id").clone();
    let node = "query ($id: ID!) { node(id: $id) { id } }";
    for (who, sees) in [
        (lan, true),
        (partner, true),
        (child, false),
        (town.steward, false),
        (town.organiser, false),
    ] {
        let answer = app.run(Some(who), &query, id.clone()).await;
        let shown = answer
            .at("/person")
            .get("deliveries")
            .is_some_and(|list| !list.is_null());
        assert_eq!(shown, sees, "{who:?}");
        let answer = app.run(Some(who), node, json!({ "id": message })).await;
        assert_eq!(!answer.at("/node").is_null(), sees, "{who:?}");
    }
});

both_databases!(it_is_paged_from_the_newest, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    for title in ["一", "二", "三"] {
        let plan = Plan {
            title,
            ..Plan::default()
        };
        let event = town.event(&app, plan).await.id;
        respond(&app.core, lan, event, Reply::Going, 1)
            .await
            .expect("taken");
    }
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let query = "query ($after: String) { viewer { deliveries(first: 2, after: $after) \
        { nodes { id } pageInfo { hasNextPage endCursor } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = app.run(Some(lan), query, json!({ "after": after })).await;
        let page = answer.at("/viewer/deliveries");
        let nodes = page["nodes"].as_array().expect("a list");
        seen.extend(nodes.iter().map(|one| one["id"].to_string()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let all: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), all.len()), (6, 6), "two reminders of each");
    let own = app.run(Some(town.steward), query, json!({})).await;
    assert_eq!(own.at("/viewer/deliveries/nodes"), &json!([]));
});
