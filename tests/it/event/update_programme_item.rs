//! `updateProgrammeItem`

use chrono::TimeDelta;
use mulin_entities::ProgrammeItemId;
use serde_json::{Value, json};

use super::item;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const FIELDS: &str = "id stage title performers startsAfter duration startsAt version";
const ITEM: &str = "item { id stage title performers startsAfter duration startsAt version }";

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let id = item(&app, &town, event).await;
    let end = app.journal_end().await;
    let update = async |more: Value| {
        let input = with(&json!({ "itemId": id }), more);
        let answer = app
            .mutate(Some(town.organiser), "updateProgrammeItem", ITEM, input)
            .await;
        assert_eq!(answer.refusals("updateProgrammeItem"), [""; 0]);
        answer.at("/updateProgrammeItem/item").clone()
    };
    let changes = json!({
        "stage": "副舞台", "title": " 舞狮 ", "performers": "少年队", "startsAfter": "PT1H",
        "duration": "PT1H",
    });
    let changed = json!({
        "id": id, "stage": "副舞台", "title": "舞狮", "performers": "少年队",
        "startsAfter": "PT1H", "duration": "PT1H", "startsAt": "2026-11-28T05:00:00Z",
        "version": 2,
    });
    assert_eq!(update(changes).await, changed);
    let kept = with(&changed, json!({ "version": 3 }));
    assert_eq!(update(json!({})).await, kept);
    let emptied = with(
        &changed,
        json!({ "stage": "", "performers": "", "version": 4 }),
    );
    let nulls = json!({ "stage": null, "performers": null });
    assert_eq!(update(nulls).await, emptied);
    let edit = || {
        let facts = json!({ "item": key(&id), "how": "updated" });
        entry("event programme_changed", event.0, town.organiser, facts)
    };
    assert_eq!(app.journalled_since(end).await, [edit(), edit(), edit()]);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let id = item(&app, &town, event).await;
    let told = async |more: Value| {
        let input = with(&json!({ "itemId": id }), more);
        app.refusals(town.organiser, "updateProgrammeItem", "item", input)
            .await
    };
    let faults = json!({
        "itemId": "?", "title": null, "stage": "长".repeat(61), "performers": "长".repeat(201),
        "startsAfter": null, "duration": "PT0S",
    });
    assert_eq!(
        told(faults).await,
        [
            "MALFORMED_ID itemId",
            "REQUIRED title",
            "INVALID_LENGTH stage",
            "INVALID_LENGTH performers",
            "REQUIRED startsAfter",
            "OUT_OF_RANGE duration",
        ]
    );
    let nonsense = json!({ "title": "", "startsAfter": "soon", "duration": null });
    assert_eq!(
        told(nonsense).await,
        [
            "REQUIRED title",
            "INVALID_FORMAT startsAfter",
            "REQUIRED duration"
        ]
    );
    // What is left out counts: the item takes twenty minutes.
    let late = json!({ "startsAfter": "PT1H41M" });
    assert_eq!(told(late).await, ["NOT_BEFORE duration"]);
    let later = json!({ "startsAfter": "PT2H" });
    assert_eq!(told(later).await, ["NOT_BEFORE startsAfter"]);
});

both_databases!(the_item_must_be_there_and_its_event_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let foreign = other.event(&app, draft).await.id;
    let (id, foreign) = (
        item(&app, &town, event).await,
        item(&app, &other, foreign).await,
    );
    let ids = [
        (&**unknown::<ProgrammeItemId>(&town), "NOT_FOUND"),
        (foreign.as_str().expect("an id"), "NOT_FOUND"),
        (&*gid(&town, event), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, input) = (town.organiser, json!({ "title": "改" }));
    app.refuses_ids(who, "updateProgrammeItem", "item", &input, "itemId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = with(&input, json!({ "itemId": id }));
    app.denied("updateProgrammeItem", "item", &input, &actors)
        .await;
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let id = item(&app, &town, event).await;
    let now = json!({
        "id": id, "stage": "主舞台", "title": "舞龙", "performers": "舞龙队",
        "startsAfter": "PT30M", "duration": "PT20M", "startsAt": "2026-11-28T04:30:00Z",
        "version": 1,
    });
    let input = json!({ "itemId": id, "title": "舞狮" });
    let (who, mutation) = (town.organiser, "updateProgrammeItem");
    app.keeps_versions(who, mutation, "item", FIELDS, &input, &now)
        .await;
});

both_databases!(what_is_cancelled_or_over_is_not_edited, |app| {
    let town = Town::found(&app).await;
    let over = town.event(&app, Plan::default()).await.id;
    let cancelled = town.event(&app, Plan::default()).await.id;
    let told = async |id: &Value| {
        let input = json!({ "itemId": id, "title": "改" });
        app.refusals(town.organiser, "updateProgrammeItem", "item", input)
            .await
    };
    let (of_over, of_cancelled) = (
        item(&app, &town, over).await,
        item(&app, &town, cancelled).await,
    );
    let input = json!({ "eventId": *gid(&town, cancelled) });
    app.mutate(Some(town.organiser), "cancelEvent", "event { id }", input)
        .await
        .data();
    assert_eq!(told(&of_cancelled).await, ["EVENT_CANCELLED itemId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    assert_eq!(told(&of_over).await, ["EVENT_ENDED itemId"]);
});
