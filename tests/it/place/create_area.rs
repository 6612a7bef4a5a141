//! `createArea`

use mulin_entities::{EventId, TypedId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const AREA: &str = "area { id kind name contactPhone version parent { id } }";

fn grid(town: &Town, name: &str) -> Value {
    json!({ "parentId": *gid(town, town.community.id), "kind": "GRID", "name": name })
}

both_databases!(an_administrator_makes_areas_down_to_the_unit, |app| {
    let town = Town::found(&app).await;
    let mut parent = json!(*gid(&town, town.city.id));
    for kind in ["STREET", "COMMUNITY", "GRID", "UNIT"] {
        let end = app.journal_end().await;
        let input = json!({ "parentId": parent, "kind": kind, "name": " 新区 " });
        let input = with(&input, json!({ "contactPhone": "023 6512 3456" }));
        let answer = app
            .mutate(Some(town.admin), "createArea", AREA, input)
            .await;
        let area = answer.at("/createArea/area").clone();
        let expected = json!({
            "id": area["id"], "kind": kind, "name": "新区", "contactPhone": "+862365123456",
            "version": 1, "parent": { "id": parent },
        });
        assert_eq!(area, expected);
        let made = entry("area created", key(&area["id"]), town.admin, json!({}));
        assert_eq!(app.journalled_since(end).await, [made]);

        let query = "query ($id: ID!) { area(id: $id) { id kind name contactPhone version \
                     parent { id } } }";
        let found = app.run(None, query, json!({ "id": area["id"] })).await;
        assert_eq!(found.at("/area"), &area, "everybody finds it");
        parent = area["id"].clone();
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| {
        let (who, mutation) = (town.admin, "createArea");
        app.refusals(who, mutation, "area", input).await
    };
    let input = json!({
        "parentId": "?", "kind": "GRID", "name": "  ", "contactPhone": "12",
    });
    assert_eq!(
        refusals(input).await,
        [
            "REQUIRED name",
            "INVALID_FORMAT contactPhone",
            "MALFORMED_ID parentId"
        ]
    );
    let long = json!({ "name": "长".repeat(61), "kind": "UNIT" });
    assert_eq!(
        refusals(with(&grid(&town, ""), long)).await,
        ["INVALID_LENGTH name", "WRONG_LEVEL kind"]
    );
    assert_eq!(
        refusals(grid(&town, "第二\u{7}网格")).await,
        ["CONTROL_CHARACTERS name"]
    );
    for kind in ["CITY", "STREET", "COMMUNITY", "UNIT"] {
        let input = with(&grid(&town, "第二网格"), json!({ "kind": kind }));
        assert_eq!(refusals(input).await, ["WRONG_LEVEL kind"], "{kind}");
    }
    let below_a_unit = json!({ "parentId": *gid(&town, town.unit.id), "kind": "UNIT" });
    assert_eq!(
        refusals(with(&grid(&town, "邻"), below_a_unit)).await,
        ["WRONG_LEVEL kind"]
    );
});

both_databases!(the_parent_must_be_an_area_that_is_there, |app| {
    let town = Town::found(&app).await;
    let input = grid(&town, "第二网格");
    let ids = [
        (&**unknown::<mulin_entities::AreaId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
        (
            &*gid(&town, EventId::from_uuid(town.city.id.0)),
            "ID_OF_ANOTHER_TYPE",
        ),
        ("area_会", "MALFORMED_ID"),
        ("", "MALFORMED_ID"),
    ];
    let who = town.admin;
    app.refuses_ids(who, "createArea", "area", &input, "parentId", &ids)
        .await;
    let null = app
        .without_trace(
            Some(who),
            "createArea",
            AREA,
            with(&input, json!({ "parentId": null })),
        )
        .await;
    assert_eq!(null.error_code(), "BAD_USER_INPUT");
});

both_databases!(only_administrators_of_the_parent_make_areas, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(town.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = grid(&town, "第二网格");
    app.denied("createArea", "area", &input, &actors).await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    crate::factories::grant(
        &app.core,
        town.steward,
        mulin_entities::Role::Admin,
        &town.city,
    )
    .await;
    let input = grid(&town, "第二网格");
    let keyed = with(
        &input,
        json!({ "idempotencyKey": "refused-first", "name": "" }),
    );
    let refused = app
        .refusals(town.admin, "createArea", "area", keyed.clone())
        .await;
    assert_eq!(refused, ["REQUIRED name"]);
    let corrected = with(&keyed, json!({ "name": "第三网格" }));
    let answer = app
        .mutate(Some(town.admin), "createArea", AREA, corrected)
        .await;
    assert_eq!(
        answer.at("/createArea/area/name"),
        "第三网格",
        "a refusal does not use a key up"
    );

    let changed = json!({ "name": "第四网格" });
    let actors = (town.admin, town.steward);
    app.keeps_idempotency(actors, "createArea", "area", &input, changed)
        .await;
});
