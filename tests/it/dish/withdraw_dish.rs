//! `withdrawDish`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{DISH, Potluck, row, wanted_row};
use crate::both_databases;
use crate::support::trace::Trace;

both_databases!(a_dish_is_taken_back_once, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    app.advance(TimeDelta::minutes(5));
    let input = json!({ "dishId": dish["id"] });
    let reply = potluck
        .done(&app, wang, "withdrawDish", DISH, input.clone())
        .await;
    let taken = reply.at("/withdrawDish/dish").clone();
    assert_eq!(
        (&taken["state"], &taken["version"]),
        (&json!("WITHDRAWN"), &json!(2))
    );
    assert_eq!(row(&app, &dish).await.withdrawn_at, Some(app.now()));
    assert_eq!(
        taken["viewerCan"],
        json!({ "edit": false, "withdraw": false })
    );
    let before = Trace::of(&app).await;
    let again = potluck.done(&app, wang, "withdrawDish", DISH, input).await;
    assert_eq!(again.at("/withdrawDish/dish"), &taken);
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(what_was_asked_for_can_be_claimed_again, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let wanted = potluck.want(&app, json!({})).await;
    let dish = potluck.claim(&app, wang, &wanted).await;
    let refused = potluck.claims(&app, chen, &wanted).await;
    assert_eq!(
        refused.refusals("claimWantedDish"),
        ["WANTED_DISH_TAKEN wantedDishId"]
    );
    // Those who run the banquet take it back for the household.
    let input = json!({ "dishId": dish["id"] });
    let organiser = potluck.organiser();
    for _ in 0..2 {
        potluck
            .done(
                &app,
                organiser,
                "withdrawDish",
                "dish { id }",
                input.clone(),
            )
            .await;
        assert_eq!(wanted_row(&app, &wanted).await.claimed, 0);
    }
    potluck.claim(&app, chen, &wanted).await;
    assert_eq!(wanted_row(&app, &wanted).await.claimed, 1);
});

both_databases!(what_is_over_is_not_taken_back, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish: Value = potluck.bring(&app, wang, json!({})).await;
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    let input = json!({ "dishId": dish["id"] });
    let refused = app.refusals(wang, "withdrawDish", "dish", input).await;
    assert_eq!(refused, ["EVENT_ENDED dishId"]);
    assert_eq!(row(&app, &dish).await.state, DishState::Pledged);
});
