//! `addContactPoint`, and how people are reached.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::contacts;
use crate::both_databases;
use crate::factories::{Town, change_person, gid, grant, housemate, resident, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::{Trace, entry};

const POINT: &str = "contactPoint { kind address isShared isLandline receivesSms verifiedAt }";
const REACHED: &str = "query ($id: ID!) { person(id: $id) { email phone \
    contactPoints { id kind address } } }";

async fn add(app: &TestApp, who: PersonId, input: Value) -> Answer {
    app.mutate(Some(who), "addContactPoint", POINT, input).await
}

/// Adds what must be taken, and answers it.
pub(super) async fn added(app: &TestApp, who: PersonId, input: Value) -> Value {
    // Of what was added at once nothing is the older.
    app.advance(TimeDelta::seconds(1));
    let answer = add(app, who, input).await;
    assert_eq!(answer.refusals("addContactPoint"), [""; 0]);
    answer.at("/addContactPoint/contactPoint").clone()
}

fn phone(number: &str) -> Value {
    json!({ "kind": "PHONE", "address": number })
}

/// How the person is reached, as somebody sees it: the first addresses and all.
pub(super) async fn reached(app: &TestApp, town: &Town, who: PersonId, whose: PersonId) -> Value {
    let answer = app
        .run(Some(who), REACHED, json!({ "id": *gid(town, whose) }))
        .await;
    answer.at("/person").clone()
}

pub(super) fn addresses(person: &Value) -> Vec<&str> {
    let points = person["contactPoints"].as_array().expect("a list");
    let address = |point: &Value| point["address"].as_str().map(str::len).unwrap_or(0);
    assert!(points.iter().all(|point| address(point) > 0));
    points
        .iter()
        .filter_map(|point| point["address"].as_str())
        .collect()
}

both_databases!(a_person_is_reached_in_several_ways, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    let mobile = json!({
        "kind": "PHONE", "address": "+8613812345678", "isShared": false, "isLandline": false,
        "receivesSms": true, "verifiedAt": null,
    });
    assert_eq!(
        added(&app, lan, phone("００８６　１３８１２３４５６７８")).await,
        mobile
    );
    let landline = with(
        &mobile,
        json!({ "address": "+868268888888", "isLandline": true, "receivesSms": false }),
    );
    assert_eq!(added(&app, lan, phone("（0826）888 8888")).await, landline);
    // What the number tells does not stand against what somebody knows.
    let told = with(
        &phone("010 1234 5678"),
        json!({ "isShared": true, "receivesSms": true }),
    );
    let known = with(
        &landline,
        json!({ "address": "+861012345678", "isShared": true, "receivesSms": true }),
    );
    assert_eq!(added(&app, lan, told).await, known);
    let mail = json!({ "kind": "EMAIL", "address": " Ｌａｎ＠Example。net ", "isShared": true });
    let mail = added(&app, lan, mail).await;
    let expected = json!({
        "kind": "EMAIL", "address": "lan@example.net", "isShared": true, "isLandline": false,
        "receivesSms": false, "verifiedAt": null,
    });
    assert_eq!(mail, expected);

    let all = reached(&app, &town, lan, lan).await;
    assert_eq!(
        (&all["email"], &all["phone"]),
        (&json!("lan@example.org"), &json!("+8613812345678"))
    );
    let expected = [
        "lan@example.org",
        "+8613812345678",
        "+868268888888",
        "+861012345678",
        "lan@example.net",
    ];
    assert_eq!(addresses(&all), expected, "the oldest first");
    let changed = || entry("person contacts_changed", lan.0, lan, json!({}));
    let four = [changed(), changed(), changed(), changed()];
    assert_eq!(app.journalled_since(end).await, four);
    assert!(!Trace::of(&app).await.holds("8268888888"), "sealed at rest");
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let refusals = async |input: Value| {
        app.refusals(lan, "addContactPoint", "contactPoint", input)
            .await
    };
    let input = json!({
        "onBehalfOf": "?", "kind": "EMAIL", "address": "nobody", "receivesSms": true,
    });
    let all = [
        "MALFORMED_ID onBehalfOf",
        "INVALID_FORMAT address",
        "ONLY_TOGETHER receivesSms",
    ];
    assert_eq!(refusals(input).await, all);
    let blank = with(&phone(" 　"), json!({ "via": "PHONE" }));
    assert_eq!(
        refusals(blank).await,
        ["ONLY_TOGETHER via", "REQUIRED address"]
    );
    for nonsense in ["12", "grandmother", "+86 138 1234 56789999", "①②③"] {
        assert_eq!(
            refusals(phone(nonsense)).await,
            ["INVALID_FORMAT address"],
            "{nonsense}"
        );
    }
    added(&app, lan, phone("13812345678")).await;
    for same in ["138-1234-5678", "0086 13812345678"] {
        assert_eq!(refusals(phone(same)).await, ["DUPLICATE address"]);
    }
    let own = json!({ "kind": "EMAIL", "address": "LAN@example.org" });
    assert_eq!(refusals(own).await, ["DUPLICATE address"]);
});

both_databases!(nobody_has_more_than_ten, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    for number in 0..9 {
        added(&app, lan, phone(&format!("1390000000{number}"))).await;
    }
    let one_more = phone("13900000009");
    let refusals = app
        .refusals(lan, "addContactPoint", "contactPoint", one_more.clone())
        .await;
    assert_eq!(refusals, ["TOO_MANY_ITEMS address"]);
    let others = added(&app, town.steward, one_more).await;
    assert_eq!(others["address"], "+8613900000009", "of somebody else");
    let email = |email: Value| json!({ "personId": *gid(&town, lan), "email": email });
    app.mutate(
        Some(lan),
        "updatePerson",
        "person { id }",
        email(Value::Null),
    )
    .await
    .data();
    added(&app, lan, phone("13900000009")).await;
    let refusals = app
        .refusals(
            lan,
            "updatePerson",
            "person",
            email(json!("lan@example.org")),
        )
        .await;
    assert_eq!(refusals, ["TOO_MANY_ITEMS email"]);
});

both_databases!(
    only_who_keeps_the_record_says_how_somebody_is_reached,
    |app| {
        let town = Town::found(&app).await;
        let other = Town::named(&app, "邻市").await;
        let lan = town.resident(&app, "lan").await;
        let husband = housemate(&app, lan, "husband", Some(1958)).await;
        let bao = housemate(&app, lan, "bao", Some(2016)).await;
        let neighbour = town.resident(&app, "neighbour").await;
        let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
        let of = |who: PersonId| {
            with(
                &phone("13812345678"),
                json!({ "onBehalfOf": *gid(&town, who) }),
            )
        };

        let actors = [
            (None, "UNAUTHENTICATED"),
            (Some(husband), "FORBIDDEN"),
            (Some(bao), "FORBIDDEN"),
        ];
        app.denied("addContactPoint", "contactPoint", &of(lan), &actors)
            .await;
        for stranger in [
            neighbour,
            next_door,
            town.organiser,
            other.steward,
            other.admin,
        ] {
            let refusals = app
                .refusals(stranger, "addContactPoint", "contactPoint", of(lan))
                .await;
            assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);
        }
        let missing = with(
            &phone("13812345678"),
            json!({ "onBehalfOf": *unknown::<PersonId>(&town) }),
        );
        let refusals = app
            .refusals(town.admin, "addContactPoint", "contactPoint", missing)
            .await;
        assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);

        let end = app.journal_end().await;
        let by_steward = with(&of(lan), json!({ "via": "DESK" }));
        added(&app, town.steward, by_steward).await;
        let noted = entry(
            "person contacts_changed",
            lan.0,
            town.steward,
            json!({ "via": "DESK" }),
        );
        assert_eq!(app.journalled_since(end).await, [noted]);
        // A parent keeps the child's record, and does not therefore see all of it.
        let answer = add(&app, husband, of(bao)).await;
        assert_eq!(
            answer.at("/addContactPoint/contactPoint/address"),
            "+8613812345678"
        );
        assert_eq!(
            addresses(&reached(&app, &town, husband, bao).await),
            [""; 0]
        );
        assert_eq!(
            addresses(&reached(&app, &town, town.steward, bao).await),
            ["+8613812345678"]
        );
        assert_eq!(
            addresses(&reached(&app, &town, husband, lan).await),
            [""; 0]
        );

        change_person(&app, bao, |row| {
            row.state = PersonState::Merged;
            row.merged_into_id = Some(lan);
        })
        .await;
        let closed = with(
            &phone("13900000000"),
            json!({ "onBehalfOf": *gid(&town, bao) }),
        );
        let refusals = app
            .refusals(town.steward, "addContactPoint", "contactPoint", closed)
            .await;
        assert_eq!(refusals, ["RECORD_CLOSED personId"]);
    }
);

both_databases!(nobody_gains_a_power_by_it, |app| {
    let town = Town::found(&app).await;
    let second = town.resident(&app, "second-steward").await;
    grant(&app.core, second, Role::Steward, &town.unit).await;
    let of = |who: PersonId| {
        with(
            &phone("13812345678"),
            json!({ "onBehalfOf": *gid(&town, who) }),
        )
    };
    // Who is reached there can sign in: a steward would make themselves an administrator.
    for officer in [town.admin, town.organiser] {
        let actors = [(Some(town.steward), "FORBIDDEN")];
        app.denied("addContactPoint", "contactPoint", &of(officer), &actors)
            .await;
        let update = json!({ "personId": *gid(&town, officer), "phone": "13812345678" });
        app.denied("updatePerson", "person", &update, &actors).await;
        let name = json!({ "personId": *gid(&town, officer), "name": "李" });
        let answer = app
            .mutate(Some(town.steward), "updatePerson", "person { name }", name)
            .await;
        assert_eq!(answer.at("/updatePerson/person/name"), "李");
    }
    added(&app, second, of(town.steward)).await;
    added(&app, town.admin, of(town.organiser)).await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let keyed = with(&phone("13812345678"), json!({ "idempotencyKey": "k" }));
    let made = async |input: Value| {
        let answer = app
            .mutate(Some(lan), "addContactPoint", "contactPoint { id }", input)
            .await;
        assert_eq!(answer.refusals("addContactPoint"), [""; 0]);
        answer.at("/addContactPoint/contactPoint/id").clone()
    };
    let first = made(keyed.clone()).await;
    assert_eq!(made(keyed.clone()).await, first);
    assert_eq!(contacts(&app, lan).await.len(), 2);
    let other = with(&keyed, json!({ "address": "13812345679" }));
    let refusals = app
        .refusals(lan, "addContactPoint", "contactPoint", other)
        .await;
    assert_eq!(refusals, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);

    let node = "query ($id: ID!) { node(id: $id) { id ... on ContactPoint { address } } }";
    let seen = app.run(Some(lan), node, json!({ "id": first })).await;
    assert_eq!(seen.at("/node/address"), "+8613812345678");
    let neighbour = town.resident(&app, "neighbour").await;
    for stranger in [Some(neighbour), Some(town.organiser), None] {
        let hidden = app.run(stranger, node, json!({ "id": first })).await;
        assert!(hidden.at("/node").is_null());
    }
    let remove = json!({ "contactPointId": first });
    app.mutate(Some(lan), "removeContactPoint", "person { id }", remove)
        .await
        .data();
    let gone = app.run(Some(lan), node, json!({ "id": first })).await;
    assert!(gone.at("/node").is_null());
    let refusals = app
        .refusals(lan, "addContactPoint", "contactPoint", keyed)
        .await;
    assert_eq!(refusals, ["NOT_FOUND idempotencyKey"]);
    assert_eq!(key(&first).get_version_num(), 7);
});

both_databases!(of_several_who_add_the_same_at_once_one_does, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let app = Arc::new(app);
    let mut calls = JoinSet::new();
    for _ in 0..6 {
        let app = app.clone();
        calls.spawn(async move {
            let answer = add(&app, lan, phone("13812345678")).await;
            answer.refusals("addContactPoint")
        });
    }
    let outcomes = calls.join_all().await;
    let done = outcomes.iter().filter(|refusals| refusals.is_empty());
    assert_eq!(done.count(), 1, "{outcomes:?}");
    let refused = outcomes.iter().filter(|refusals| !refusals.is_empty());
    for refusals in refused {
        assert_eq!(refusals, &["DUPLICATE address"]);
    }
    assert_eq!(contacts(&app, lan).await.len(), 2);
});
