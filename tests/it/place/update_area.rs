//! `updateArea`

use mulin_entities::AreaId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::mutation::with;
use crate::support::trace::entry;

const FIELDS: &str = "id kind name contactPhone version";
const AREA: &str = "area { id kind name contactPhone version }";

fn community(town: &Town, more: Value) -> Value {
    with(&json!({ "areaId": *gid(town, town.community.id) }), more)
}

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let update = async |more: Value| {
        let input = community(&town, more);
        let answer = app
            .mutate(Some(town.admin), "updateArea", AREA, input)
            .await;
        assert!(answer.refusals("updateArea").is_empty());
        answer.at("/updateArea/area").clone()
    };
    let end = app.journal_end().await;
    let named = update(json!({ "name": " 丹桂社区 ", "contactPhone": "０２３-65123456" })).await;
    let expected = json!({
        "id": *gid(&town, town.community.id), "kind": "COMMUNITY", "name": "丹桂社区",
        "contactPhone": "+862365123456", "version": 2,
    });
    assert_eq!(named, expected);
    let kept = update(json!({})).await;
    assert_eq!(kept, with(&expected, json!({ "version": 3 })));
    let emptied = update(json!({ "contactPhone": null })).await;
    let expected = with(&expected, json!({ "contactPhone": null, "version": 4 }));
    assert_eq!(emptied, expected);
    let edit = || entry("area updated", town.community.id.0, town.admin, json!({}));
    assert_eq!(
        app.journalled_since(end).await,
        [edit(), edit(), edit()],
        "each edit is journalled, without names or numbers"
    );
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| app.refusals(town.admin, "updateArea", "area", input).await;
    let input = json!({ "areaId": "?", "name": null, "contactPhone": "12345" });
    assert_eq!(
        refusals(input).await,
        [
            "MALFORMED_ID areaId",
            "REQUIRED name",
            "INVALID_FORMAT contactPhone"
        ]
    );
    let input = community(&town, json!({ "name": "长".repeat(61) }));
    assert_eq!(refusals(input).await, ["INVALID_LENGTH name"]);
});

both_databases!(the_area_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let input = json!({ "name": "新名" });
    let ids = [
        (&**unknown::<AreaId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(town.admin, "updateArea", "area", &input, "areaId", &ids)
        .await;

    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(town.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = community(&town, input);
    app.denied("updateArea", "area", &input, &actors).await;
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let now = json!({
        "id": *gid(&town, town.community.id), "kind": "COMMUNITY", "name": "桂花社区",
        "contactPhone": null, "version": 1,
    });
    let input = community(&town, json!({ "name": "丹桂社区" }));
    let who = town.admin;
    app.keeps_versions(who, "updateArea", "area", FIELDS, &input, &now)
        .await;
});
