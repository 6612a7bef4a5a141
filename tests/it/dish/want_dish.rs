//! `wantDish`, `updateWantedDish` and `removeWantedDish`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{Potluck, WANTED, wanted_row};
use crate::both_databases;
use crate::factories::{Plan, unknown};
use crate::support::mutation::with;
use crate::support::trace::Trace;

both_databases!(dishes_are_asked_for_edited_and_let_go, |app| {
    let potluck = Potluck::plan(&app).await;
    let organiser = potluck.organiser();
    let wanted = potluck
        .want(&app, json!({ "note": "少盐", "quantity": 2 }))
        .await;
    let expected = json!({
        "id": wanted["id"], "category": "SOUP", "name": "鸡汤", "note": "少盐", "servings": 20,
        "quantity": 2, "claimed": 0, "left": 2, "version": 1, "removedAt": null,
    });
    assert_eq!(wanted, expected);
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.claim(&app, wang, &wanted).await;
    let edit = |more: Value| with(&json!({ "wantedDishId": wanted["id"] }), more);
    let input = edit(json!({ "name": "鸭汤", "servings": 30, "quantity": 3, "note": null }));
    let reply = potluck
        .done(&app, organiser, "updateWantedDish", WANTED, input)
        .await;
    let edited = reply.at("/updateWantedDish/wantedDish").clone();
    let told = json!({ "name": "鸭汤", "note": null, "servings": 30, "quantity": 3, "claimed": 1,
        "left": 2, "version": 2 });
    assert_eq!(with(&edited, told), edited);
    // Who has claimed one brings it as it was promised.
    let seen = potluck
        .see(&app, Some(wang), "viewerDishes { name servings }")
        .await;
    assert_eq!(
        seen["viewerDishes"],
        json!([{ "name": "鸡汤", "servings": 20 }])
    );
    let before = Trace::of(&app).await;
    let same = edit(json!({ "name": "鸭汤", "quantity": 3 }));
    potluck
        .done(&app, organiser, "updateWantedDish", WANTED, same.clone())
        .await;
    assert_eq!(Trace::of(&app).await, before);
    let now = json!({ "version": 2, "name": "鸭汤" });
    let other = edit(json!({ "servings": 31 }));
    app.keeps_versions(
        organiser,
        "updateWantedDish",
        "wantedDish",
        "version name",
        &other,
        &now,
    )
    .await;
    // Asked for no longer: nobody claims it, and who has brings it.
    for _ in 0..2 {
        let gone = json!({ "wantedDishId": wanted["id"] });
        let reply = potluck
            .done(&app, organiser, "removeWantedDish", WANTED, gone)
            .await;
        let gone = reply.at("/removeWantedDish/wantedDish");
        assert_eq!((&gone["left"], &gone["claimed"]), (&json!(0), &json!(1)));
        assert_eq!(gone["version"], 4);
    }
    assert_eq!(potluck.asked(&app).await, json!([]));
    let refused = potluck.claims(&app, wang, &wanted).await;
    assert_eq!(
        refused.refusals("claimWantedDish"),
        ["WANTED_DISH_REMOVED wantedDishId"]
    );
    let refused = app
        .refusals(organiser, "updateWantedDish", "wantedDish", same)
        .await;
    assert_eq!(refused, ["WANTED_DISH_REMOVED wantedDishId"]);
    let kept = crate::dish::row(&app, &dish).await;
    assert_eq!(kept.state, DishState::Pledged);
    assert_eq!(
        kept.wanted_dish_id,
        Some(wanted_row(&app, &wanted).await.id)
    );
});

both_databases!(no_fewer_are_wanted_than_are_claimed, |app| {
    let potluck = Potluck::plan(&app).await;
    let wanted = potluck.want(&app, json!({ "quantity": 3 })).await;
    for name in ["wang", "chen"] {
        let guest = potluck.guest(&app, name).await;
        potluck.claim(&app, guest, &wanted).await;
    }
    let fewer = |quantity: i32| json!({ "wantedDishId": wanted["id"], "quantity": quantity });
    let organiser = potluck.organiser();
    let refused = app
        .refusals(organiser, "updateWantedDish", "wantedDish", fewer(1))
        .await;
    assert_eq!(refused, ["WANTED_DISH_CLAIMED quantity"]);
    let reply = potluck
        .done(&app, organiser, "updateWantedDish", WANTED, fewer(2))
        .await;
    assert_eq!(reply.at("/updateWantedDish/wantedDish/left"), 0);
});

both_databases!(faults_are_told_at_once, |app| {
    let potluck = Potluck::plan(&app).await;
    let organiser = potluck.organiser();
    let input = json!({
        "eventId": "x", "category": "SOUP", "name": "长".repeat(61), "note": "长".repeat(501),
        "servings": -1, "quantity": 501,
    });
    let refused = app
        .refusals(organiser, "wantDish", "wantedDish", input)
        .await;
    let expected = [
        "MALFORMED_ID eventId",
        "INVALID_LENGTH name",
        "INVALID_LENGTH note",
        "OUT_OF_RANGE servings",
        "OUT_OF_RANGE quantity",
    ];
    assert_eq!(refused, expected);
    let wanted = potluck.want(&app, json!({})).await;
    let input = json!({
        "wantedDishId": wanted["id"], "name": "", "servings": 0, "quantity": 0, "category": null,
    });
    let refused = app
        .refusals(organiser, "updateWantedDish", "wantedDish", input)
        .await;
    let expected = [
        "REQUIRED category",
        "REQUIRED name",
        "OUT_OF_RANGE servings",
        "OUT_OF_RANGE quantity",
    ];
    assert_eq!(refused, expected);
    for mutation in ["updateWantedDish", "removeWantedDish"] {
        let input = json!({ "wantedDishId": wanted["id"] });
        app.refuses_ids(
            organiser,
            mutation,
            "wantedDish",
            &input,
            "wantedDishId",
            &[
                (&unknown::<WantedDishId>(&potluck.town).0, "NOT_FOUND"),
                ("x", "MALFORMED_ID"),
                (&potluck.id(organiser), "ID_OF_ANOTHER_TYPE"),
            ],
        )
        .await;
    }
});

both_databases!(only_those_who_run_the_banquet_ask, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let wanted = potluck.want(&app, json!({})).await;
    let to = |event: EventId| json!({ "eventId": potluck.id(event), "category": "HOT", "name": "x", "servings": 5 });
    let others = [
        (Some(wang), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("wantDish", "wantedDish", &to(potluck.event), &others)
        .await;
    let input = json!({ "wantedDishId": wanted["id"], "quantity": 2 });
    app.denied("updateWantedDish", "wantedDish", &input, &others)
        .await;
    let input = json!({ "wantedDishId": wanted["id"] });
    app.denied("removeWantedDish", "wantedDish", &input, &others)
        .await;
    let plain = town.event(&app, Plan::default()).await.id;
    let refused = app
        .refusals(potluck.organiser(), "wantDish", "wantedDish", to(plain))
        .await;
    assert_eq!(refused, ["NOT_A_BANQUET eventId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    let refused = app
        .refusals(
            potluck.organiser(),
            "wantDish",
            "wantedDish",
            to(potluck.event),
        )
        .await;
    assert_eq!(refused, ["EVENT_ENDED eventId"]);
    let refused = app
        .refusals(potluck.organiser(), "removeWantedDish", "wantedDish", input)
        .await;
    assert_eq!(refused, ["EVENT_ENDED wantedDishId"]);
});

both_databases!(a_retry_asks_for_nothing_more, |app| {
    let potluck = Potluck::plan(&app).await;
    let input = json!({
        "eventId": potluck.id(potluck.event), "category": "SOUP", "name": "鸡汤", "servings": 20,
    });
    let people = (potluck.organiser(), potluck.town.admin);
    let changed = json!({ "servings": 21 });
    app.keeps_idempotency(people, "wantDish", "wantedDish", &input, changed)
        .await;
});
