//! Who sees the dishes of an event; lists of them are in [`crate::banquet`].

use mulin_entities::*;
use serde_json::{Value, json};

use super::Potluck;
use crate::both_databases;
use crate::factories::grant;

both_databases!(who_does_not_see_the_event_sees_no_dish, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    let wanted = potluck.want(&app, json!({})).await;
    let invited = json!({ "eventId": potluck.id(potluck.event), "visibility": "INVITED" });
    potluck
        .done(
            &app,
            potluck.organiser(),
            "updateEvent",
            "event { id }",
            invited,
        )
        .await;
    let stranger = potluck.town.resident(&app, "stranger").await;
    let elsewhere = potluck.town.resident(&app, "elsewhere").await;
    grant(
        &app.core,
        elsewhere,
        Role::Organiser,
        &potluck.town.other_unit,
    )
    .await;
    let query = "query ($id: ID!) { node(id: $id) { __typename } }";
    for who in [Some(stranger), Some(elsewhere), None] {
        for thing in [&dish, &wanted] {
            let reply = app.run(who, query, json!({ "id": thing["id"] })).await;
            assert_eq!(reply.at("/node"), &Value::Null);
        }
    }
    let input = json!({ "dishId": dish["id"], "servings": 11 });
    let refused = app.refusals(stranger, "updateDish", "dish", input).await;
    assert_eq!(refused, ["NOT_FOUND dishId"]);
    let input = json!({ "wantedDishId": wanted["id"], "temperature": "HOT" });
    let refused = app
        .refusals(stranger, "claimWantedDish", "dish", input)
        .await;
    assert_eq!(refused, ["NOT_FOUND wantedDishId"]);
    let reply = app
        .run(Some(wang), query, json!({ "id": dish["id"] }))
        .await;
    assert_eq!(
        reply.at("/node/__typename"),
        "Dish",
        "who comes goes on seeing it"
    );
});
