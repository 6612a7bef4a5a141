//! What dishes cost: little in the rush for seats, and every row by an index.

use mulin_domain::rsvp::Answer;
use sea_orm::Statement;
use serde_json::json;

use super::Potluck;
use crate::both_databases;
use crate::factories::{Plan, respond};

/// Tables that grow with every banquet.
const TABLES: &[&str] = &["banquet", "wanted_dish", "dish", "dish_allergen", "rsvp"];

/// Those about dishes.
fn about_dishes(statements: &[Statement]) -> Vec<&str> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let about = |sql: &str| {
        let mut words = sql.split(|letter: char| !is_letter(letter));
        words.any(|word| ["dish", "wanted_dish", "dish_allergen"].contains(&word))
    };
    let texts = statements.iter().map(|statement| statement.sql.as_str());
    texts.filter(|sql| about(sql)).collect()
}

both_databases!(an_answer_to_an_event_without_dishes_costs_one_look, |app| {
    let mut app = app;
    let potluck = Potluck::plan(&app).await;
    let plain = potluck.town.event(&app, Plan::default()).await.id;
    let wang = potluck.town.resident(&app, "wang").await;
    let statements = app.record_statements();
    for event in [plain, potluck.event] {
        for (answer, most) in [
            (Answer::Going, 0),
            (Answer::Declined, 1),
            (Answer::Going, 0),
        ] {
            statements.take();
            respond(&app.core, wang, event, answer, 1)
                .await
                .expect("an answer is taken");
            let ran = statements.take();
            let looks = about_dishes(&ran);
            assert!(looks.len() <= most, "{answer:?}: {looks:#?}");
        }
    }
});

both_databases!(every_row_of_a_dish_is_found_by_an_index, |app| {
    let mut app = app;
    let potluck = Potluck::plan(&app).await;
    let wang = potluck.guest(&app, "wang").await;
    let chen = potluck.guest(&app, "chen").await;
    let statements = app.record_statements();
    let wanted = potluck.want(&app, json!({ "quantity": 3 })).await;
    let known = json!([{ "allergen": "SOY", "presence": "CONTAINS" }]);
    let dish = potluck
        .bring(&app, wang, json!({ "allergens": known }))
        .await;
    potluck.claim(&app, chen, &wanted).await;
    let edit = json!({ "dishId": dish["id"], "servings": 11, "allergens": [] });
    potluck
        .done(&app, wang, "updateDish", "dish { id }", edit)
        .await;
    let edit = json!({ "wantedDishId": wanted["id"], "quantity": 4 });
    potluck
        .done(
            &app,
            potluck.organiser(),
            "updateWantedDish",
            "wantedDish { id }",
            edit,
        )
        .await;
    let input = json!({ "dishId": dish["id"] });
    potluck
        .done(&app, wang, "withdrawDish", "dish { id }", input)
        .await;
    potluck.answers(&app, chen, Answer::Declined).await;
    let fields = "expectedGuests coverage { servingsShort } suggestions { servingsShort } \
        wantedDishes { left } viewerDishes { name } dishes(first: 5, category: HOT) { nodes { \
        name cook { name } allergens { presence } wantedDish { name } } }";
    potluck.see(&app, Some(wang), fields).await;
    let explained = app.assert_indexed(statements.take(), TABLES).await;
    assert!(explained > 20, "{explained}");
});
