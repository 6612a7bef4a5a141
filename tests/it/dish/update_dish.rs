//! `updateDish`

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{DISH, Potluck, row};
use crate::both_databases;
use crate::factories::{housemate, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::Trace;

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "updateDish", "dish", input).await
}

async fn known(app: &TestApp) -> Vec<(Allergen, AllergenPresence)> {
    let rows = dish_allergen::Entity::find()
        .order_by_asc(dish_allergen::Column::Allergen)
        .all(app.core.db().writer())
        .await
        .expect("the table is read");
    rows.iter()
        .map(|row| (row.allergen, row.presence))
        .collect()
}

both_databases!(what_is_said_of_a_dish_is_edited, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck
        .bring(&app, wang, json!({
            "note": "不辣", "photoUrl": "https://photos.example/1.jpg", "ingredients": ["五花肉"],
            "dietTags": ["CONTAINS_PORK"],
            "allergens": [{ "allergen": "SOY", "presence": "CONTAINS" }],
        }))
        .await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    let edit = |more: Value| with(&json!({ "dishId": dish["id"] }), more);
    let input = edit(json!({
        "name": "素红烧肉", "servings": 15, "dietTags": ["VEGETARIAN"], "note": null,
        "photoUrl": null, "ingredients": ["豆腐"], "chokingHazard": true,
        "allergens": [{ "allergen": "EGG", "presence": "MAY_CONTAIN" }],
    }));
    let reply = potluck.done(&app, lan, "updateDish", DISH, input).await;
    let edited = reply.at("/updateDish/dish").clone();
    assert_eq!(
        (&edited["name"], &edited["servings"]),
        (&json!("素红烧肉"), &json!(15))
    );
    assert_eq!(
        (&edited["note"], &edited["photoUrl"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(edited["dietTags"], json!(["VEGETARIAN"]));
    assert_eq!(
        (&edited["version"], &edited["chokingHazard"]),
        (&json!(2), &json!(true))
    );
    // Of what is left out stays what was said; allergens are told as a whole.
    assert_eq!(
        (&edited["category"], &edited["number"]),
        (&json!("HOT"), &json!(1))
    );
    assert_eq!(
        known(&app).await,
        [(Allergen::Egg, AllergenPresence::MayContain)]
    );
    assert_eq!(row(&app, &dish).await.cook_id, Some(wang));
    // What changes nothing leaves no trace.
    let before = Trace::of(&app).await;
    let same = edit(json!({ "name": "素红烧肉", "servings": 15, "dietTags": ["VEGETARIAN"] }));
    let reply = potluck.done(&app, wang, "updateDish", DISH, same).await;
    assert_eq!(reply.at("/updateDish/dish/version"), 2);
    assert_eq!(Trace::of(&app).await, before);
    // Versions keep two from overwriting one another; an edit of allergens alone counts.
    let input = edit(json!({ "allergens": [] }));
    app.keeps_versions(
        wang,
        "updateDish",
        "dish",
        "version name",
        &input,
        &json!({ "version": 2, "name": "素红烧肉" }),
    )
    .await;
    assert_eq!(known(&app).await, []);
});

both_databases!(only_its_people_edit_a_dish, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    let input = json!({ "dishId": dish["id"], "servings": 11 });
    let strangers = [(Some(chen), "FORBIDDEN"), (None, "UNAUTHENTICATED")];
    app.denied("updateDish", "dish", &input, &strangers).await;
    app.denied(
        "withdrawDish",
        "dish",
        &json!({ "dishId": dish["id"] }),
        &strangers,
    )
    .await;
    // Without the person's consent a steward may not either.
    app.denied(
        "updateDish",
        "dish",
        &input,
        &[(Some(town.steward), "FORBIDDEN")],
    )
    .await;
    let reply = potluck
        .done(&app, potluck.organiser(), "updateDish", DISH, input.clone())
        .await;
    assert_eq!(reply.at("/updateDish/dish/servings"), 11);
    assert_eq!(
        row(&app, &dish).await.cook_id,
        Some(wang),
        "it stays wang's"
    );
    app.refuses_ids(
        wang,
        "updateDish",
        "dish",
        &input,
        "dishId",
        &[
            (&unknown::<DishId>(town).0, "NOT_FOUND"),
            ("x", "MALFORMED_ID"),
            (&potluck.id(wang), "ID_OF_ANOTHER_TYPE"),
        ],
    )
    .await;
});

both_databases!(what_was_said_before_counts_with_what_is_said_now, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck
        .bring(&app, wang, json!({ "dietTags": ["VEGAN"] }))
        .await;
    let edit = |more: Value| with(&json!({ "dishId": dish["id"] }), more);
    let egg = json!({ "allergens": [{ "allergen": "EGG", "presence": "CONTAINS" }] });
    assert_eq!(
        refusals(&app, wang, edit(egg)).await,
        ["CONTRADICTION allergens"]
    );
    let tags = json!({ "dietTags": ["VEGAN", "CONTAINS_PORK"] });
    assert_eq!(
        refusals(&app, wang, edit(tags)).await,
        ["CONTRADICTION dietTags"]
    );
    let nothing = json!({ "name": null, "category": null, "servings": null, "temperature": null });
    let expected = [
        "REQUIRED name",
        "REQUIRED category",
        "REQUIRED servings",
        "REQUIRED temperature",
    ];
    assert_eq!(refusals(&app, wang, edit(nothing)).await, expected);
    let huge = edit(json!({ "servings": 501 }));
    assert_eq!(refusals(&app, wang, huge).await, ["OUT_OF_RANGE servings"]);
});

both_databases!(what_does_not_come_or_is_over_is_not_edited, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    let gone = potluck.bring(&app, wang, json!({})).await;
    let input = json!({ "dishId": gone["id"] });
    potluck
        .done(&app, wang, "withdrawDish", "dish { id }", input)
        .await;
    let edit = |dish: &Value| json!({ "dishId": dish["id"], "servings": 11 });
    assert_eq!(
        refusals(&app, wang, edit(&gone)).await,
        ["DISH_WITHDRAWN dishId"]
    );
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    assert_eq!(
        refusals(&app, wang, edit(&dish)).await,
        ["EVENT_ENDED dishId"]
    );
});
