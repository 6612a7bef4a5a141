//! `setDiet`, and who reads what people do not eat.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, agrees, confirms, gid, housemate, noted, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::{Trace, entry};

const PURPOSE: ConsentPurpose = ConsentPurpose::SensitiveData;
const DIET: &str =
    "query ($id: ID!) { person(id: $id) { diet { allergens diets note updatedAt } } }";

async fn set(app: &TestApp, who: PersonId, input: Value) {
    let answer = app
        .mutate(Some(who), "setDiet", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("setDiet"), [""; 0]);
}

async fn diet(app: &TestApp, town: &Town, who: PersonId, whose: PersonId) -> Value {
    let answer = app
        .run(Some(who), DIET, json!({ "id": *gid(town, whose) }))
        .await;
    answer.at("/person/diet").clone()
}

async fn kept(app: &TestApp) -> u64 {
    let kept = person_diet::Entity::find().count(app.core.db().reader());
    kept.await.expect("a count")
}

fn peanuts() -> Value {
    json!({
        "allergens": ["PEANUT", "EGG", "PEANUT"], "diets": ["HALAL"], "note": " 不吃香菜 ",
    })
}

fn nothing() -> Value {
    json!({ "allergens": [], "diets": [], "note": " " })
}

both_databases!(a_diet_is_kept_sealed_while_one_agrees, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let refusals = app.refusals(lan, "setDiet", "person", peanuts()).await;
    assert_eq!(refusals, ["SENSITIVE_CONSENT_REQUIRED allergens"]);
    assert!(diet(&app, &town, lan, lan).await.is_null());

    let consent = agrees(&app, lan, PURPOSE).await;
    let end = app.journal_end().await;
    set(&app, lan, peanuts()).await;
    let seen = json!({
        "allergens": ["EGG", "PEANUT"], "diets": ["HALAL"], "note": "不吃香菜",
        "updatedAt": "2026-11-21T04:00:00Z",
    });
    assert_eq!(diet(&app, &town, lan, lan).await, seen);
    let changed = entry("person diet_changed", lan.0, lan, json!({}));
    assert_eq!(app.journalled_since(end).await, [changed]);
    let trace = Trace::of(&app).await;
    for secret in ["不吃香菜", "PEANUT", "HALAL"] {
        assert!(!trace.holds(secret), "{secret}");
    }

    app.advance(TimeDelta::minutes(1));
    let milk = json!({ "allergens": ["MILK"], "diets": [] });
    set(&app, lan, milk).await;
    let other = json!({
        "allergens": ["MILK"], "diets": [], "note": null, "updatedAt": "2026-11-21T04:01:00Z",
    });
    assert_eq!(
        diet(&app, &town, lan, lan).await,
        other,
        "in place of what was known"
    );

    let withdraw = json!({ "consentId": *gid(&town, consent.id) });
    app.mutate(Some(lan), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    assert_eq!(kept(&app).await, 0);
    assert!(diet(&app, &town, lan, lan).await.is_null());
});

both_databases!(a_diet_nobody_agrees_to_any_more_is_not_shown, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    noted(&app, town.steward, lan, PURPOSE).await;
    set(&app, lan, peanuts()).await;
    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    assert!(!diet(&app, &town, lan, lan).await.is_null());
    app.advance(TimeDelta::microseconds(1));
    for who in [lan, town.steward, town.admin] {
        assert!(diet(&app, &town, who, lan).await.is_null());
    }
    assert_eq!(kept(&app).await, 1);
    set(&app, lan, nothing()).await;
    assert_eq!(kept(&app).await, 0, "and can be deleted");
});

both_databases!(who_else_reads_a_diet_is_shown_to_the_person, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    agrees(&app, lan, PURPOSE).await;
    set(&app, lan, peanuts()).await;
    assert!(!diet(&app, &town, lan, lan).await.is_null());
    assert!(
        diet(&app, &town, husband, lan).await.is_null(),
        "not for the household"
    );
    assert!(!diet(&app, &town, town.steward, lan).await.is_null());
    let reads = "query ($id: ID!) { person(id: $id) {
        sensitiveReads { nodes { reader { name } field at } } } }";
    let answer = app
        .run(Some(lan), reads, json!({ "id": *gid(&town, lan) }))
        .await;
    let look = json!([
        { "reader": { "name": "steward" }, "field": "diet", "at": "2026-11-21T04:00:00Z" },
    ]);
    assert_eq!(answer.at("/person/sensitiveReads/nodes"), &look);
});

both_databases!(every_fault_of_a_diet_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let input = with(
        &peanuts(),
        json!({ "onBehalfOf": "?", "note": "长".repeat(501) }),
    );
    let refusals = app.refusals(lan, "setDiet", "person", input).await;
    assert_eq!(refusals, ["MALFORMED_ID onBehalfOf", "INVALID_LENGTH note"]);
    let input = with(&peanuts(), json!({ "note": "a\u{7}", "via": "PAPER" }));
    let refusals = app.refusals(lan, "setDiet", "person", input).await;
    assert_eq!(refusals, ["ONLY_TOGETHER via", "CONTROL_CHARACTERS note"]);
    // An allergen that nobody knows is no allergen of the schema.
    let input = json!({ "input": { "allergens": ["MOONDUST"], "diets": [] } });
    let query = "mutation ($input: SetDietInput!) { setDiet(input: $input) { person { id } } }";
    let answer = app.run(Some(lan), query, input).await;
    assert!(answer.body["errors"].is_array(), "{:#}", answer.body);
    assert_eq!(kept(&app).await, 0);
});

both_databases!(only_who_keeps_the_record_notes_a_diet, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let bao = housemate(&app, lan, "bao", Some(2016)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    agrees(&app, lan, PURPOSE).await;
    let of = |who: PersonId| with(&peanuts(), json!({ "onBehalfOf": *gid(&town, who) }));
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(husband), "FORBIDDEN"),
        (Some(bao), "FORBIDDEN"),
    ];
    app.denied("setDiet", "person", &of(lan), &actors).await;
    for stranger in [neighbour, town.organiser, other.steward, other.admin] {
        let refusals = app.refusals(stranger, "setDiet", "person", of(lan)).await;
        assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);
    }
    let missing = with(
        &peanuts(),
        json!({ "onBehalfOf": *unknown::<PersonId>(&town) }),
    );
    let refusals = app.refusals(town.admin, "setDiet", "person", missing).await;
    assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);

    let end = app.journal_end().await;
    let by_phone = with(&of(lan), json!({ "via": "PHONE" }));
    set(&app, town.steward, by_phone).await;
    let told = entry(
        "person diet_changed",
        lan.0,
        town.steward,
        json!({ "via": "PHONE" }),
    );
    assert_eq!(app.journalled_since(end).await, [told]);
    // A parent notes what a child does not eat once the steward's note of consent is confirmed, and
    // may not therefore read it.
    let consent = noted(&app, town.steward, bao, PURPOSE).await;
    confirms(&app, town.admin, consent.id).await;
    set(&app, husband, of(bao)).await;
    assert!(diet(&app, &town, husband, bao).await.is_null());
    assert!(!diet(&app, &town, town.steward, bao).await.is_null());
});

both_databases!(of_two_records_no_allergy_is_forgotten, |app| {
    let town = Town::found(&app).await;
    let (lan, twin) = (
        town.resident(&app, "lan").await,
        town.resident(&app, "twin").await,
    );
    for (who, allergen) in [(lan, "EGG"), (twin, "MILK")] {
        agrees(&app, who, PURPOSE).await;
        set(&app, who, json!({ "allergens": [allergen], "diets": [] })).await;
    }
    town.merge(&app, lan, twin).await;
    let merged = diet(&app, &town, lan, lan).await;
    assert_eq!(merged["allergens"], json!(["EGG", "MILK"]));
    assert_eq!(kept(&app).await, 1, "nothing stays with the other record");
});
