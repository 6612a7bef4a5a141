//! Dishes of people whose records are merged, or who are erased.

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::json;

use super::{Potluck, row, wanted_row};
use crate::both_databases;
use crate::factories::{housemate, person_row};
use crate::support::app::TestApp;

async fn merge(app: &TestApp, potluck: &Potluck, keep: PersonId, duplicate: PersonId) {
    let input = json!({ "keepId": potluck.id(keep), "duplicateId": potluck.id(duplicate) });
    potluck
        .done(
            app,
            potluck.town.admin,
            "mergePeople",
            "person { id }",
            input,
        )
        .await;
}

async fn erase(app: &TestApp, potluck: &Potluck, who: PersonId, name: &str) {
    let input = json!({ "confirm": name });
    potluck
        .done(app, who, "eraseMe", "erasedPersonId", input)
        .await;
}

both_databases!(a_merged_record_leaves_its_dishes_to_the_keeper, |app| {
    let potluck = Potluck::plan(&app).await;
    let twin = potluck.guest(&app, "twin").await;
    let wang = potluck.town.resident(&app, "wang").await;
    let dish = potluck.bring(&app, twin, json!({})).await;
    merge(&app, &potluck, wang, twin).await;
    let kept = row(&app, &dish).await;
    assert_eq!((kept.cook_id, kept.state), (Some(wang), DishState::Pledged));
    let edit = json!({ "dishId": dish["id"], "servings": 11 });
    potluck
        .done(&app, wang, "updateDish", "dish { id }", edit)
        .await;
});

both_databases!(
    whoever_answered_under_two_names_brings_what_both_promised,
    |app| {
        let potluck = Potluck::plan(&app).await;
        let twin = potluck.guest(&app, "twin").await;
        let wang = potluck.guest(&app, "wang").await;
        let wanted = potluck.want(&app, json!({})).await;
        let dish = potluck.claim(&app, twin, &wanted).await;
        let own = potluck.bring(&app, wang, json!({})).await;
        merge(&app, &potluck, wang, twin).await;
        let home = person_row(&app, wang).await.household_id;
        for dish in [&dish, &own] {
            let kept = row(&app, dish).await;
            assert_eq!((kept.cook_id, kept.household_id), (Some(wang), home));
            assert_eq!(kept.state, DishState::Pledged);
        }
        assert_eq!(wanted_row(&app, &wanted).await.claimed, 1);
        // And takes both along when leaving.
        potluck.answers(&app, wang, Answer::Declined).await;
        for dish in [&dish, &own] {
            assert_eq!(row(&app, dish).await.state, DishState::Released);
        }
        assert_eq!(wanted_row(&app, &wanted).await.claimed, 0);
    }
);

both_databases!(
    a_housemate_goes_on_with_the_dish_of_a_merged_record,
    |app| {
        let potluck = Potluck::plan(&app).await;
        let twin = potluck.guest(&app, "twin").await;
        let lan = housemate(&app, twin, "lan", Some(1980)).await;
        potluck.answers(&app, lan, Answer::Going).await;
        let wang = potluck.guest(&app, "wang").await;
        let dish = potluck.bring(&app, twin, json!({})).await;
        let home = row(&app, &dish).await.household_id;
        merge(&app, &potluck, wang, twin).await;
        let kept = row(&app, &dish).await;
        assert_eq!((kept.cook_id, kept.household_id), (Some(wang), home));
        assert_eq!(kept.state, DishState::Pledged);
    }
);

both_databases!(nothing_tells_what_the_erased_cooked, |app| {
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    potluck.answers(&app, lan, Answer::Going).await;
    let chen = potluck.guest(&app, "chen").await;
    let more = json!({ "note": "祖传的方子", "photoUrl": "https://photos.example/wang.jpg" });
    let dish = potluck.bring(&app, wang, more.clone()).await;
    let alone = potluck.bring(&app, chen, more).await;
    erase(&app, &potluck, wang, "wang").await;
    erase(&app, &potluck, chen, "chen").await;
    // Nobody of chen's household is left; lan comes, and brings what wang promised.
    for (dish, state) in [(&dish, DishState::Pledged), (&alone, DishState::Released)] {
        let kept = row(&app, dish).await;
        assert_eq!(
            (kept.cook_id, kept.note, kept.photo_url),
            (None, None, None)
        );
        assert_eq!((kept.state, kept.name.as_str()), (state, "红烧肉"));
    }
    let query = "query ($id: ID!) { node(id: $id) { ... on Dish { cook { name person { id } } \
        viewerCan { edit withdraw } } } }";
    for (who, may) in [
        (lan, true),
        (potluck.organiser(), true),
        (potluck.town.steward, false),
    ] {
        let reply = app.run(Some(who), query, json!({ "id": dish["id"] })).await;
        let expected = json!({
            "cook": { "name": null, "person": null },
            "viewerCan": { "edit": may, "withdraw": may },
        });
        assert_eq!(reply.at("/node"), &expected);
    }
    let input = json!({ "dishId": dish["id"] });
    let steward = [(Some(potluck.town.steward), "FORBIDDEN")];
    app.denied("withdrawDish", "dish", &input, &steward).await;
    let withdrawn = "dish { state }";
    let reply = potluck
        .done(&app, lan, "withdrawDish", withdrawn, input)
        .await;
    assert_eq!(reply.at("/withdrawDish/dish/state"), "WITHDRAWN");
});
