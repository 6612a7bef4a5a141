//! `bringDish`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{DISH, Potluck, row};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, housemate, noted, unknown};
use crate::rsvp::steps::{cancel, edit};
use crate::support::app::TestApp;

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "bringDish", "dish", input).await
}

both_databases!(a_dish_comes_with_all_that_is_said_of_it, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let cooked = (app.now() + TimeDelta::days(6)).format("%Y-%m-%dT%H:%M:%SZ");
    let cooked = cooked.to_string();
    let dish = potluck
        .bring(
            &app,
            wang,
            json!({
                "name": " 凉皮 ", "category": "COLD", "servings": 12, "temperature": "COLD",
                "cookedAt": cooked, "dietTags": ["VEGETARIAN", "HALAL"],
                "allergens": [
                    { "allergen": "GLUTEN", "presence": "CONTAINS" },
                    { "allergen": "PEANUT", "presence": "MAY_CONTAIN" },
                    { "allergen": "FISH", "presence": "FREE_FROM" },
                    { "allergen": "MILK", "presence": "UNKNOWN" },
                ],
                "ingredients": ["面筋", "黄瓜"], "photoUrl": "https://photos.example/1.jpg",
                "note": "不辣",
            }),
        )
        .await;
    let presence = |allergen: &str| {
        let all = dish["allergens"].as_array().expect("a list").iter();
        let mut one = all.filter(|one| one["allergen"] == allergen);
        one.next().expect("it is listed")["presence"].clone()
    };
    assert_eq!(dish["allergens"].as_array().unwrap().len(), 8);
    assert_eq!(presence("GLUTEN"), "CONTAINS");
    assert_eq!(presence("PEANUT"), "MAY_CONTAIN");
    assert_eq!(presence("FISH"), "FREE_FROM");
    // Nobody told of these: that is never the same as none.
    assert_eq!(presence("MILK"), "UNKNOWN");
    assert_eq!(presence("SOY"), "UNKNOWN");
    let told = json!([
        dish["number"],
        dish["name"],
        dish["category"],
        dish["servings"],
        dish["temperature"],
        dish["cookedAt"],
        dish["dietTags"],
        dish["ingredients"],
        dish["chokingHazard"],
        dish["photoUrl"],
        dish["note"],
        dish["state"],
        dish["version"],
        dish["withdrawnAt"],
        dish["cook"]["name"],
        dish["wantedDish"],
    ]);
    let expected = json!([
        1,
        "凉皮",
        "COLD",
        12,
        "COLD",
        cooked,
        ["VEGETARIAN", "HALAL"],
        ["面筋", "黄瓜"],
        false,
        "https://photos.example/1.jpg",
        "不辣",
        "PLEDGED",
        1,
        null,
        "wang",
        null,
    ]);
    assert_eq!(told, expected);
    assert_eq!(dish["viewerCan"], json!({ "edit": true, "withdraw": true }));
    // Numbers go on, and are not given twice.
    let second = potluck.bring(&app, wang, json!({})).await;
    let input = json!({ "dishId": second["id"] });
    potluck
        .done(&app, wang, "withdrawDish", "dish { id }", input)
        .await;
    let third = potluck.bring(&app, wang, json!({})).await;
    assert_eq!(
        (&second["number"], &third["number"]),
        (&json!(2), &json!(3))
    );
    let seen = potluck
        .see(&app, Some(wang), "viewerDishes { number state }")
        .await;
    let expected = json!([
        { "number": 1, "state": "PLEDGED" }, { "number": 3, "state": "PLEDGED" },
    ]);
    assert_eq!(seen["viewerDishes"], expected);
});

both_databases!(faults_are_told_at_once_and_leave_no_trace, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    for servings in [i32::MIN, -5, 0, 501, i32::MAX] {
        let input = potluck.dish(json!({ "servings": servings }));
        assert_eq!(refusals(&app, wang, input).await, ["OUT_OF_RANGE servings"]);
    }
    let input = potluck.dish(json!({
        "eventId": potluck.id(wang), "via": "PHONE", "name": " ", "servings": -1,
        "dietTags": ["HALAL", "CONTAINS_PORK"],
        "allergens": [
            { "allergen": "EGG", "presence": "CONTAINS" },
            { "allergen": "EGG", "presence": "FREE_FROM" },
        ],
        "ingredients": vec!["盐"; 41], "photoUrl": "http://photos.example/1.jpg",
        "note": "长".repeat(501),
    }));
    let expected = [
        "ONLY_TOGETHER via",
        "ID_OF_ANOTHER_TYPE eventId",
        "REQUIRED name",
        "OUT_OF_RANGE servings",
        "DUPLICATE allergens.1.allergen",
        "TOO_MANY_ITEMS ingredients",
        "INVALID_FORMAT photoUrl",
        "INVALID_LENGTH note",
        "CONTRADICTION dietTags",
    ];
    assert_eq!(refusals(&app, wang, input).await, expected);
    for (tags, allergen) in [("VEGAN", "MILK"), ("VEGAN", "EGG"), ("VEGETARIAN", "FISH")] {
        let known = json!([{ "allergen": allergen, "presence": "CONTAINS" }]);
        let input = potluck.dish(json!({ "dietTags": [tags], "allergens": known }));
        assert_eq!(
            refusals(&app, wang, input).await,
            ["CONTRADICTION allergens"]
        );
    }
    // The event lasts two hours, from a week after now on.
    let in_days = |days: i64, minutes: i64| {
        let at = app.now() + TimeDelta::days(days) + TimeDelta::minutes(minutes);
        potluck.dish(json!({ "cookedAt": at.to_rfc3339() }))
    };
    let late = refusals(&app, wang, in_days(7, 121)).await;
    assert_eq!(late, ["NOT_BEFORE cookedAt"]);
    let early = refusals(&app, wang, in_days(4, -1)).await;
    assert_eq!(early, ["TOO_EARLY cookedAt"]);
    for input in [in_days(7, 120), in_days(4, 0)] {
        potluck.done(&app, wang, "bringDish", DISH, input).await;
    }
});

both_databases!(an_allergen_that_nobody_knows_is_no_allergen, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    for (allergen, presence) in [("CHALK", "CONTAINS"), ("MILK", "PERHAPS")] {
        let known = json!([{ "allergen": allergen, "presence": presence }]);
        let input = potluck.dish(json!({ "allergens": known }));
        let reply = app
            .without_trace(Some(wang), "bringDish", DISH, input)
            .await;
        assert_eq!(reply.error_code(), "BAD_USER_INPUT");
    }
    let inline = format!(
        "mutation {{ bringDish(input: {{ eventId: \"{}\", name: \"x\", category: HOT, servings: 1, \
         temperature: HOT, allergens: [{{ allergen: CHALK, presence: CONTAINS }}] }}) \
         {{ dish {{ id }} }} }}",
        potluck.id(potluck.event)
    );
    let reply = app.run(Some(wang), &inline, json!({})).await;
    assert_eq!(reply.error_code(), "BAD_USER_INPUT");
    let seen = potluck.see(&app, Some(wang), "viewerDishes { id }").await;
    assert_eq!(seen["viewerDishes"], json!([]));
});

both_databases!(whose_household_does_not_come_brings_nothing, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.town.resident(&app, "wang").await;
    let dish = potluck.dish(json!({}));
    let away = ["HOUSEHOLD_NOT_GOING eventId"];
    assert_eq!(refusals(&app, wang, dish.clone()).await, away);
    for answer in [Answer::Maybe, Answer::Declined] {
        potluck.answers(&app, wang, answer).await;
        assert_eq!(refusals(&app, wang, dish.clone()).await, away, "{answer:?}");
    }
    // It is enough that somebody of the household comes.
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    potluck.answers(&app, lan, Answer::Going).await;
    let brought = potluck.bring(&app, wang, json!({})).await;
    let lan_brings = potluck.bring(&app, lan, json!({})).await;
    let (one, other) = (row(&app, &brought).await, row(&app, &lan_brings).await);
    assert_eq!(one.household_id, other.household_id);
    assert_eq!((one.cook_id, other.cook_id), (Some(wang), Some(lan)));
    // Who waits for a seat does not come yet.
    edit(&app, &potluck.town, potluck.event, json!({ "capacity": 1 })).await;
    let chen = potluck.town.resident(&app, "chen").await;
    let waiting = potluck.answers(&app, chen, Answer::Going).await;
    assert_eq!(waiting.state, RsvpState::Waitlisted);
    assert_eq!(refusals(&app, chen, dish).await, away);
});

both_databases!(dishes_are_brought_from_the_publication_to_the_end, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let to = |event: EventId| potluck.dish(json!({ "eventId": potluck.id(event) }));
    let plain = town.event(&app, Plan::default()).await.id;
    assert_eq!(
        refusals(&app, wang, to(plain)).await,
        ["NOT_A_BANQUET eventId"]
    );
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, draft).await.id;
    town.plan_banquet(&app, draft, mulin_domain::banquet::Settings::default())
        .await;
    assert_eq!(refusals(&app, wang, to(draft)).await, ["NOT_FOUND eventId"]);
    let organiser = potluck.organiser();
    let early = refusals(&app, organiser, to(draft)).await;
    assert_eq!(early, ["EVENT_NOT_PUBLISHED eventId"]);
    let nowhere = unknown::<EventId>(town).0;
    app.refuses_ids(
        wang,
        "bringDish",
        "dish",
        &potluck.dish(json!({})),
        "eventId",
        &[
            (&nowhere, "NOT_FOUND"),
            ("x", "MALFORMED_ID"),
            (&potluck.id(wang), "ID_OF_ANOTHER_TYPE"),
        ],
    )
    .await;
    app.denied(
        "bringDish",
        "dish",
        &potluck.dish(json!({})),
        &[(None, "UNAUTHENTICATED")],
    )
    .await;
    let other = town.banquet(&app).await;
    crate::rsvp::steps::going(&app, town, wang, other, 1).await;
    cancel(&app, town, other).await;
    assert_eq!(
        refusals(&app, wang, to(other)).await,
        ["EVENT_CANCELLED eventId"]
    );
    // While they eat, somebody brings one more.
    app.advance(TimeDelta::days(7) + TimeDelta::minutes(119));
    potluck.bring(&app, wang, json!({})).await;
    app.advance(TimeDelta::minutes(1));
    let late = refusals(&app, wang, to(potluck.event)).await;
    assert_eq!(late, ["EVENT_ENDED eventId"]);
});

both_databases!(dishes_are_brought_for_whom_one_may_act, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    let for_wang = json!({ "onBehalfOf": potluck.id(wang) });
    let dish = potluck.bring(&app, lan, for_wang.clone()).await;
    assert_eq!(row(&app, &dish).await.cook_id, Some(wang));
    // The steward, while wang agrees.
    let by_phone = potluck.dish(json!({ "onBehalfOf": potluck.id(wang), "via": "PHONE" }));
    let refused = refusals(&app, town.steward, by_phone.clone()).await;
    assert_eq!(refused, ["CONSENT_REQUIRED onBehalfOf"]);
    noted(&app, town.steward, wang, ConsentPurpose::ActOnBehalf).await;
    let reply = potluck
        .done(&app, town.steward, "bringDish", DISH, by_phone)
        .await;
    let by_steward = row(&app, reply.at("/bringDish/dish")).await;
    assert_eq!(
        (by_steward.cook_id, by_steward.via),
        (Some(wang), Via::Phone)
    );
    // Nobody else learns that there is such a person.
    let chen = potluck.guest(&app, "chen").await;
    let refused = refusals(&app, chen, potluck.dish(for_wang)).await;
    assert_eq!(refused, ["NOT_FOUND onBehalfOf"]);
});

both_databases!(a_personal_link_brings_to_its_own_event, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let token = crate::rsvp::personal_link::token(&app, town, wang, potluck.event, wang).await;
    let query = "mutation ($input: BringDishInput!) { bringDish(input: $input) \
        { dish { id cook { name } } userErrors { code path } } }";
    let input = json!({ "input": potluck.dish(json!({})) });
    let reply = app.run_with(Some(&token), query, input).await;
    assert_eq!(reply.refusals("bringDish"), [""; 0]);
    let dish = reply.at("/bringDish/dish");
    assert_eq!(dish["cook"]["name"], "wang");
    let stored = row(&app, dish).await;
    assert_eq!((stored.cook_id, stored.via), (Some(wang), Via::Link));
    let other = town.banquet(&app).await;
    let input = json!({ "input": potluck.dish(json!({ "eventId": potluck.id(other) })) });
    let reply = app.run_with(Some(&token), query, input).await;
    assert!(
        reply.body["data"]["bringDish"]["dish"].is_null(),
        "{:#}",
        reply.body
    );
    // It takes its own dish back, and edits no other.
    let chen = potluck.guest(&app, "chen").await;
    let theirs = potluck.bring(&app, chen, json!({})).await;
    let withdraw = "mutation ($input: WithdrawDishInput!) { withdrawDish(input: $input) \
        { dish { state } userErrors { code path } } }";
    let take_back = |dish: &Value| json!({ "input": { "dishId": dish["id"] } });
    let reply = app
        .run_with(Some(&token), withdraw, take_back(&theirs))
        .await;
    assert_eq!(reply.error_code(), "FORBIDDEN");
    let reply = app.run_with(Some(&token), withdraw, take_back(dish)).await;
    assert_eq!(reply.at("/withdrawDish/dish/state"), "WITHDRAWN");
    assert_eq!(row(&app, &theirs).await.state, DishState::Pledged);
});

both_databases!(a_household_brings_twenty_dishes_at_most, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let mut last = Value::Null;
    for _ in 0..20 {
        last = potluck.bring(&app, wang, json!({})).await;
    }
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    for who in [wang, lan] {
        let more = refusals(&app, who, potluck.dish(json!({}))).await;
        assert_eq!(more, ["TOO_MANY_DISHES eventId"]);
    }
    let input = json!({ "dishId": last["id"] });
    potluck
        .done(&app, wang, "withdrawDish", "dish { id }", input)
        .await;
    potluck.bring(&app, wang, json!({})).await;
});

both_databases!(a_retry_brings_no_second_dish, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let changed = json!({ "servings": 11 });
    let input = potluck.dish(json!({}));
    app.keeps_idempotency((wang, chen), "bringDish", "dish", &input, changed)
        .await;
});

both_databases!(what_happens_to_dishes_is_journalled_without_names, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({ "note": "祖传" })).await;
    let journal = crate::rsvp::steps::journal(&app).await;
    let last = journal.last().expect("a row");
    assert_eq!(
        (last.subject_kind.as_str(), last.verb.as_str()),
        ("dish", "brought")
    );
    assert_eq!(last.subject_id, row(&app, &dish).await.id.0);
    let written = last.payload.to_string();
    assert!(
        !written.contains("红烧肉") && !written.contains("祖传"),
        "{written}"
    );
    let town: &Town = &potluck.town;
    assert_eq!(dish["id"], *gid(town, row(&app, &dish).await.id));
});
