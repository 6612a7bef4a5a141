//! `viewer` and `person`.

use mulin_entities::{PersonId, Role};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid, grant, resident, respond, unknown};

both_databases!(nobody_is_nobody_and_somebody_is_themselves, |app| {
    let town = Town::found(&app).await;
    let query = "{ viewer { person { id name email unit { name } household { building } } \
                 roles { role area { id name } } rsvps { nodes { id } } } }";
    let nobody = app.run(None, query, json!({})).await;
    assert_eq!(nobody.data(), &json!({ "viewer": null }));

    let person = town.resident(&app, "lan").await;
    grant(&app.core, person, Role::Steward, &town.unit).await;
    grant(&app.core, person, Role::Organiser, &town.city).await;
    let answer = app.run(Some(person), query, json!({})).await;
    let mut viewer = answer.at("/viewer").clone();
    viewer["roles"]
        .as_array_mut()
        .expect("a list")
        .sort_by_key(|role| role["role"].to_string());
    let expected = json!({
        "person": {
            "id": *gid(&town, person), "name": "lan", "email": "lan@example.org",
            "unit": { "name": "东邻" }, "household": { "building": "1栋101" },
        },
        "roles": [
            { "role": "ORGANISER", "area": { "id": *gid(&town, town.city.id), "name": "睦安市" } },
            { "role": "STEWARD", "area": { "id": *gid(&town, town.unit.id), "name": "东邻" } },
        ],
        "rsvps": { "nodes": [] },
    });
    assert_eq!(viewer, expected);
});

both_databases!(a_token_of_nobody_and_a_forged_one_are_turned_away, |app| {
    let town = Town::found(&app).await;
    let query = "{ viewer { roles { role } } }";
    let stranger = app.token(PersonId(town.city.id.0)).await;
    let token = app.token(town.admin).await;
    let forged = format!("{}x", &token[..token.len() - 1]);
    for token in [stranger.as_str(), forged.as_str(), "", "x.y.z"] {
        let answer = app.run_with(Some(token), query, json!({})).await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED");
        assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
    }
});

both_databases!(people_are_seen_by_those_who_may, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let person = town.resident(&app, "lan").await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    let query = "query ($id: ID!) { person(id: $id) { name email phone } node(id: $id) { id } }";
    let seen = async |who: Option<PersonId>, id: &str| {
        let answer = app.run(who, query, json!({ "id": id })).await;
        let data = answer.data();
        assert_eq!(data["person"].is_null(), data["node"].is_null());
        data["person"].clone()
    };
    let id = gid(&town, person);
    let whole = json!({ "name": "lan", "email": "lan@example.org", "phone": null });
    for who in [person, town.steward, town.admin] {
        assert_eq!(seen(Some(who), &id).await, whole);
    }
    let strangers = [
        None,
        Some(town.organiser),
        Some(next_door),
        Some(other.steward),
        Some(other.admin),
    ];
    for who in strangers {
        assert_eq!(seen(who, &id).await, Value::Null, "{who:?}");
    }
    for id in [
        unknown::<PersonId>(&town),
        gid(&town, town.unit.id),
        "person_x".into(),
    ] {
        let query = "query ($id: ID!) { person(id: $id) { name } }";
        let answer = app.run(Some(town.admin), query, json!({ "id": *id })).await;
        assert_eq!(answer.data(), &json!({ "person": null }));
    }
});

both_databases!(ones_answers_come_by_the_start_of_their_events, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    for (title, days) in [("第三", 9), ("第一", 2), ("第二", 5)] {
        let plan = Plan {
            title,
            starts_in: chrono::TimeDelta::days(days),
            ..Plan::default()
        };
        let event = town.event(&app, plan).await;
        let going = mulin_domain::rsvp::Answer::Going;
        respond(&app.core, person, event.id, going, 1)
            .await
            .expect("an answer");
    }
    let query = "query ($upcoming: Boolean, $first: Int, $after: String) { viewer { rsvps( \
                 upcoming: $upcoming, first: $first, after: $after) { \
                 nodes { event { title } } pageInfo { endCursor hasNextPage } } } }";
    let titles = async |args: Value| {
        let answer = app.run(Some(person), query, args).await;
        let list = answer.at("/viewer/rsvps/nodes").as_array().cloned();
        let list = list.expect("a list");
        let titles: Vec<String> = list
            .iter()
            .map(|node| node["event"]["title"].as_str().expect("a title").to_owned())
            .collect();
        (
            titles,
            answer.at("/viewer/rsvps/pageInfo/endCursor").clone(),
        )
    };
    let (first, cursor) = titles(json!({ "first": 2, "upcoming": true })).await;
    assert_eq!(first, ["第一", "第二"]);
    let (second, _) = titles(json!({ "first": 2, "after": cursor, "upcoming": true })).await;
    assert_eq!(second, ["第三"]);
    app.advance(chrono::TimeDelta::days(3));
    assert_eq!(
        titles(json!({ "upcoming": true })).await.0,
        ["第二", "第三"]
    );
    assert_eq!(
        titles(json!({ "upcoming": false })).await.0,
        ["第一", "第二", "第三"]
    );
});
