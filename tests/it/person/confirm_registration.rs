//! `confirmRegistration`, who waits for it, and who decides.

use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, change_person, gid, grant, person_row, resident, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::entry;

const WAITING: &str = "query ($id: ID!, $first: Int, $after: String) { area(id: $id) {
    registrations(first: $first, after: $after) {
        nodes { name state } pageInfo { hasNextPage endCursor } } } }";

/// Somebody of the unit who waits to be confirmed.
pub(super) async fn pending(app: &TestApp, unit: &area::Model, name: &str) -> PersonId {
    let id = resident(&app.core, unit, name).await.id;
    change_person(app, id, |row| row.state = PersonState::Pending).await;
    id
}

async fn waiting(app: &TestApp, town: &Town, who: PersonId, area: &area::Model) -> Value {
    let answer = app
        .run(Some(who), WAITING, json!({ "id": *gid(town, area.id) }))
        .await;
    answer.at("/area/registrations").clone()
}

fn names(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().expect("a list");
    assert!(nodes.iter().all(|node| node["state"] == "PENDING"));
    nodes
        .iter()
        .filter_map(|node| node["name"].as_str())
        .collect()
}

both_databases!(
    who_waits_is_listed_for_those_who_look_after_the_area,
    |app| {
        let town = Town::found(&app).await;
        let other = Town::named(&app, "邻市").await;
        for (unit, name) in [
            (&town.unit, "lan"),
            (&town.other_unit, "mei"),
            (&town.unit, "bao"),
            (&other.unit, "far"),
        ] {
            pending(&app, unit, name).await;
            app.advance(chrono::TimeDelta::seconds(1));
        }
        let all = waiting(&app, &town, town.admin, &town.city).await;
        assert_eq!(
            names(&all),
            ["lan", "mei", "bao"],
            "in the order in which they asked"
        );
        let own = waiting(&app, &town, town.steward, &town.unit).await;
        assert_eq!(names(&own), ["lan", "bao"]);
        for (who, area) in [
            (town.steward, &town.community),
            (town.steward, &town.other_unit),
            (town.organiser, &town.unit),
            (other.admin, &town.city),
        ] {
            assert!(waiting(&app, &town, who, area).await.is_null());
        }
        let first = json!({ "id": *gid(&town, town.city.id), "first": 2 });
        let page = app.run(Some(town.admin), WAITING, first.clone()).await;
        let page = page.at("/area/registrations");
        assert_eq!(
            (names(page), &page["pageInfo"]["hasNextPage"]),
            (vec!["lan", "mei"], &json!(true))
        );
        let next = with(&first, json!({ "after": page["pageInfo"]["endCursor"] }));
        let page = app.run(Some(town.admin), WAITING, next).await;
        assert_eq!(names(page.at("/area/registrations")), ["bao"]);
    }
);

both_databases!(a_steward_confirms_who_lives_there, |app| {
    let town = Town::found(&app).await;
    let lan = pending(&app, &town.unit, "lan").await;
    let (end, home) = (
        app.journal_end().await,
        person_row(&app, lan).await.household_id,
    );
    let input = json!({ "personId": *gid(&town, lan) });
    let selection = "person { state version unit { id } household { id } }";
    let answer = app
        .mutate(
            Some(town.steward),
            "confirmRegistration",
            selection,
            input.clone(),
        )
        .await;
    let expected = json!({
        "state": "ACTIVE", "version": 2, "unit": { "id": *gid(&town, town.unit.id) },
        "household": { "id": *gid(&town, home) },
    });
    assert_eq!(answer.at("/confirmRegistration/person"), &expected);
    let confirmed = entry(
        "person registration_confirmed",
        lan.0,
        town.steward,
        json!({}),
    );
    assert_eq!(app.journalled_since(end).await, [confirmed]);
    app.run_due_work().await;
    assert_eq!(app.mail.sent().len(), 1, "the person is told");
    let again = app
        .refusals(town.steward, "confirmRegistration", "person", input)
        .await;
    assert_eq!(again, ["REGISTRATION_NOT_PENDING personId"]);
});

both_databases!(who_is_confirmed_lives_where_the_steward_says, |app| {
    let town = Town::found(&app).await;
    let lan = pending(&app, &town.unit, "lan").await;
    let mei = resident(&app.core, &town.other_unit, "mei").await;
    let input = json!({
        "personId": *gid(&town, lan), "unitId": *gid(&town, town.other_unit.id),
        "householdId": *gid(&town, mei.household_id),
    });
    let here = with(&input, json!({ "unitId": null }));
    let refusals = app
        .refusals(town.admin, "confirmRegistration", "person", here)
        .await;
    assert_eq!(refusals, ["ELSEWHERE householdId"]);
    let steward = [(Some(town.steward), "FORBIDDEN")];
    app.denied("confirmRegistration", "person", &input, &steward)
        .await;
    let end = app.journal_end().await;
    app.mutate(
        Some(town.admin),
        "confirmRegistration",
        "person { id }",
        input,
    )
    .await
    .data();
    let row = person_row(&app, lan).await;
    let there = (PersonState::Active, town.other_unit.id, mei.household_id);
    assert_eq!((row.state, row.unit_id, row.household_id), there);
    let way = json!({ "from": town.unit.id, "to": town.other_unit.id });
    let happened = [
        entry("person moved", lan.0, town.admin, way),
        entry(
            "person registration_confirmed",
            lan.0,
            town.admin,
            json!({}),
        ),
    ];
    assert_eq!(app.journalled_since(end).await, happened);

    // Into the other unit, in a household of their own.
    let bao = pending(&app, &town.unit, "bao").await;
    let input = json!({
        "personId": *gid(&town, bao), "unitId": *gid(&town, town.other_unit.id),
    });
    let selection = "person { household { building unit { id } } }";
    let answer = app
        .mutate(Some(town.admin), "confirmRegistration", selection, input)
        .await;
    let home = json!({ "building": "1栋101", "unit": { "id": *gid(&town, town.other_unit.id) } });
    assert_eq!(answer.at("/confirmRegistration/person/household"), &home);
});

both_databases!(only_who_looks_after_the_unit_decides, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = pending(&app, &town.unit, "lan").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let there = resident(&app.core, &town.other_unit, "there").await.id;
    grant(&app.core, there, Role::Steward, &town.other_unit).await;
    for (mutation, more) in [
        ("confirmRegistration", json!({})),
        ("refuseRegistration", json!({ "reason": "OTHER" })),
    ] {
        let input = with(&json!({ "personId": *gid(&town, lan) }), more);
        for (who, code) in [(None, "UNAUTHENTICATED"), (Some(lan), "FORBIDDEN")] {
            let answer = app.without_trace(who, mutation, "", input.clone()).await;
            assert_eq!(answer.error_code(), code, "{mutation}");
        }
        for stranger in [neighbour, there, town.organiser, other.steward, other.admin] {
            let answer = app
                .without_trace(Some(stranger), mutation, "", input.clone())
                .await;
            assert_eq!(answer.refusals(mutation), ["NOT_FOUND personId"]);
        }
        for (id, code) in [
            (unknown::<PersonId>(&town), "NOT_FOUND"),
            (gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
            ("nonsense".into(), "MALFORMED_ID"),
        ] {
            let input = with(&input, json!({ "personId": *id }));
            let answer = app
                .without_trace(Some(town.admin), mutation, "", input)
                .await;
            assert_eq!(answer.refusals(mutation), [format!("{code} personId")]);
        }
    }
});
