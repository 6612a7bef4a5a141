//! Dishes come with their household, and go with it.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{Potluck, row, wanted_row};
use crate::both_databases;
use crate::factories::{change_person, housemate, person_row};
use crate::rsvp::steps::{cancel, journal, leave};

both_databases!(a_dish_goes_when_the_last_of_its_household_does, |app| {
    let potluck = Potluck::plan(&app).await;
    let town = &potluck.town;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    potluck.answers(&app, lan, Answer::Going).await;
    let wanted = potluck.want(&app, json!({})).await;
    let claimed = potluck.claim(&app, wang, &wanted).await;
    let own = potluck.bring(&app, lan, json!({})).await;
    let theirs = potluck.bring(&app, chen, json!({})).await;
    let taken_back = potluck.bring(&app, wang, json!({})).await;
    let input = json!({ "dishId": taken_back["id"] });
    potluck
        .done(&app, wang, "withdrawDish", "dish { id }", input)
        .await;

    // Lan still comes, and brings what wang promised.
    leave(&app, town, wang, potluck.event).await;
    for dish in [&claimed, &own] {
        assert_eq!(row(&app, dish).await.state, DishState::Pledged);
    }
    assert_eq!(wanted_row(&app, &wanted).await.claimed, 1);

    app.advance(TimeDelta::minutes(5));
    potluck.answers(&app, lan, Answer::Declined).await;
    for dish in [&claimed, &own] {
        let row = row(&app, dish).await;
        assert_eq!((row.state, row.version), (DishState::Released, 2));
        assert_eq!(row.withdrawn_at, Some(app.now()));
    }
    assert_eq!(row(&app, &taken_back).await.state, DishState::Withdrawn);
    assert_eq!(row(&app, &theirs).await.state, DishState::Pledged);
    let wanted_now = wanted_row(&app, &wanted).await;
    assert_eq!((wanted_now.claimed, wanted_now.version), (0, 1));
    let released = journal(&app).await;
    let released = released.iter().filter(|row| row.verb == "released");
    assert_eq!(released.count(), 2);

    // Another household claims it, and who comes back promises anew.
    potluck.claim(&app, chen, &wanted).await;
    potluck.answers(&app, wang, Answer::Going).await;
    for dish in [&claimed, &own] {
        assert_eq!(row(&app, dish).await.state, DishState::Released);
    }
    let refused = potluck.claims(&app, wang, &wanted).await;
    assert_eq!(
        refused.refusals("claimWantedDish"),
        ["WANTED_DISH_TAKEN wantedDishId"]
    );
    let edit = json!({ "dishId": own["id"], "servings": 11 });
    let refused = app.refusals(wang, "updateDish", "dish", edit).await;
    assert_eq!(refused, ["DISH_WITHDRAWN dishId"]);
    potluck.bring(&app, wang, json!({})).await;
});

both_databases!(two_that_were_claimed_are_let_go_together, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let (many, one) = (
        potluck.want(&app, json!({ "quantity": 4 })).await,
        potluck
            .want(&app, json!({ "name": "饺子", "category": "STAPLE" }))
            .await,
    );
    for who in [wang, wang, chen] {
        potluck.claim(&app, who, &many).await;
    }
    potluck.claim(&app, wang, &one).await;
    // Who may come is not coming.
    potluck.answers(&app, wang, Answer::Maybe).await;
    let seen = potluck.see(&app, None, "expectedGuests").await;
    assert_eq!(seen["expectedGuests"], 1);
    assert_eq!(wanted_row(&app, &many).await.claimed, 1);
    assert_eq!(wanted_row(&app, &one).await.claimed, 0);
    let expected = json!([
        { "name": "鸡汤", "quantity": 4, "claimed": 1, "left": 3 },
        { "name": "饺子", "quantity": 1, "claimed": 0, "left": 1 },
    ]);
    assert_eq!(potluck.asked(&app).await, expected);
});

both_databases!(a_banquet_that_is_cancelled_leaves_the_dishes, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    cancel(&app, &potluck.town, potluck.event).await;
    assert_eq!(row(&app, &dish).await.state, DishState::Pledged);
    let edit = json!({ "dishId": dish["id"], "servings": 11 });
    let refused = app.refusals(wang, "updateDish", "dish", edit).await;
    assert_eq!(refused, ["EVENT_CANCELLED dishId"]);
});

both_databases!(who_moves_out_still_takes_the_dish_along, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    let chen = potluck.town.resident(&app, "chen").await;
    let home = person_row(&app, chen).await.household_id;
    change_person(&app, wang, |row| row.household_id = home).await;
    // The answer is now of the new household; the dish was promised by the old one.
    potluck.answers(&app, wang, Answer::Going).await;
    let kept = row(&app, &dish).await;
    assert_eq!(kept.state, DishState::Pledged);
    assert_ne!(kept.household_id, home);
    potluck.answers(&app, wang, Answer::Declined).await;
    assert_eq!(row(&app, &dish).await.state, DishState::Released);
});

both_databases!(what_was_released_is_seen_by_its_people_alone, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let dish = potluck.bring(&app, wang, json!({})).await;
    potluck.answers(&app, wang, Answer::Declined).await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Dish { state } } }";
    for (who, seen) in [
        (Some(wang), json!({ "state": "RELEASED" })),
        (Some(potluck.organiser()), json!({ "state": "RELEASED" })),
        (Some(chen), Value::Null),
        (None, Value::Null),
    ] {
        let reply = app.run(who, query, json!({ "id": dish["id"] })).await;
        assert_eq!(reply.at("/node"), &seen, "{who:?}");
    }
});
