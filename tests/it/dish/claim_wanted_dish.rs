//! `claimWantedDish`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::json;

use super::{DISH, Potluck, wanted_row};
use crate::both_databases;
use crate::factories::{housemate, unknown};
use crate::support::mutation::with;

both_databases!(a_claim_is_a_dish_as_it_is_asked_for, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let wanted = potluck.want(&app, json!({ "quantity": 2 })).await;
    let dish = potluck.claim(&app, wang, &wanted).await;
    let told = json!({
        "number": 1, "name": "鸡汤", "category": "SOUP", "servings": 20, "temperature": "HOT",
        "state": "PLEDGED", "wantedDish": { "id": wanted["id"] }, "cook": { "name": "wang" },
    });
    assert_eq!(with(&dish, told), dish);
    // What the cook says goes before what was asked for.
    let input = json!({
        "wantedDishId": wanted["id"], "temperature": "COLD", "name": "老鸭汤", "servings": 8,
        "allergens": [{ "allergen": "SOY", "presence": "CONTAINS" }],
    });
    let reply = potluck
        .done(&app, chen, "claimWantedDish", DISH, input)
        .await;
    let own = reply.at("/claimWantedDish/dish");
    assert_eq!(
        (&own["name"], &own["servings"]),
        (&json!("老鸭汤"), &json!(8))
    );
    assert_eq!(own["temperature"], "COLD");
    let row = wanted_row(&app, &wanted).await;
    assert_eq!((row.claimed, row.version), (2, 1), "a claim is no edit");
    let none = json!([{ "name": "鸡汤", "quantity": 2, "claimed": 2, "left": 0 }]);
    assert_eq!(potluck.asked(&app).await, none);
    // One household may claim two, if two are left.
    let two = potluck.want(&app, json!({ "quantity": 2 })).await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    potluck.claim(&app, wang, &two).await;
    potluck.claim(&app, lan, &two).await;
    let refused = potluck.claims(&app, chen, &two).await;
    assert_eq!(
        refused.refusals("claimWantedDish"),
        ["WANTED_DISH_TAKEN wantedDishId"]
    );
    let step = refused.at("/claimWantedDish/userErrors/0/message").as_str();
    assert!(
        step.is_some_and(|step| step.contains("bringDish")),
        "{step:?}"
    );
});

both_databases!(a_claim_that_is_refused_takes_nothing, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let away = potluck.town.resident(&app, "away").await;
    let wanted = potluck.want(&app, json!({})).await;
    let input = json!({ "wantedDishId": wanted["id"], "temperature": "HOT" });
    let refused = app
        .refusals(away, "claimWantedDish", "dish", input.clone())
        .await;
    assert_eq!(refused, ["HOUSEHOLD_NOT_GOING wantedDishId"]);
    let faulty = with(
        &input,
        json!({
            "servings": -3, "name": "", "dietTags": ["HALAL", "CONTAINS_ALCOHOL"],
        }),
    );
    let refused = app.refusals(wang, "claimWantedDish", "dish", faulty).await;
    let expected = [
        "REQUIRED name",
        "OUT_OF_RANGE servings",
        "CONTRADICTION dietTags",
    ];
    assert_eq!(refused, expected);
    app.refuses_ids(
        wang,
        "claimWantedDish",
        "dish",
        &input,
        "wantedDishId",
        &[
            (&unknown::<WantedDishId>(&potluck.town).0, "NOT_FOUND"),
            ("x", "MALFORMED_ID"),
            (&potluck.id(wang), "ID_OF_ANOTHER_TYPE"),
        ],
    )
    .await;
    app.denied(
        "claimWantedDish",
        "dish",
        &input,
        &[(None, "UNAUTHENTICATED")],
    )
    .await;
    // Too many dishes of the household: the claim is let go with the refusal.
    for _ in 0..20 {
        potluck.bring(&app, wang, json!({})).await;
    }
    let refused = app
        .refusals(wang, "claimWantedDish", "dish", input.clone())
        .await;
    assert_eq!(refused, ["TOO_MANY_DISHES wantedDishId"]);
    assert_eq!(wanted_row(&app, &wanted).await.claimed, 0);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    let refused = app.refusals(wang, "claimWantedDish", "dish", input).await;
    assert_eq!(refused, ["EVENT_ENDED wantedDishId"]);
});

both_databases!(a_retry_claims_no_second, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let wanted = potluck.want(&app, json!({ "quantity": 5 })).await;
    let input = json!({ "wantedDishId": wanted["id"], "temperature": "HOT" });
    let changed = json!({ "temperature": "COLD" });
    app.keeps_idempotency((wang, chen), "claimWantedDish", "dish", &input, changed)
        .await;
    // The first, the other's, and the one after a day.
    assert_eq!(wanted_row(&app, &wanted).await.claimed, 3);
});
