//! Samples are as heavy, and kept as long, as the policies ask.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::feast::Feast;
use crate::both_databases;
use crate::factories::{gid, hot_dish};
use crate::support::app::TestApp;

async fn sample(app: &TestApp, feast: &Feast, dish: DishId, more: Value) -> (Vec<String>, Value) {
    let mut input = json!({ "dishId": *gid(&feast.town, dish), "grams": 130 });
    for (field, value) in more.as_object().expect("fields") {
        input[field] = value.clone();
    }
    let selection = "foodSample { id grams takenAt discardAfter discardedAt }";
    let answer = app
        .mutate(
            Some(feast.town.organiser),
            "recordFoodSample",
            selection,
            input,
        )
        .await;
    let sample = answer.at("/recordFoodSample/foodSample").clone();
    (answer.refusals("recordFoodSample"), sample)
}

async fn discard(app: &TestApp, feast: &Feast, sample: &Value) -> Vec<String> {
    let input = json!({ "foodSampleId": sample["id"] });
    let answer = app
        .mutate(
            Some(feast.town.organiser),
            "discardFoodSample",
            "foodSample { id }",
            input,
        )
        .await;
    answer.refusals("discardFoodSample")
}

both_databases!(
    a_sample_is_what_the_policy_asks_and_kept_until_its_time,
    |app| {
        let feast = Feast::plan(&app).await;
        let cook = feast.guest(&app, "cook").await;
        let dish = feast.dish(&app, cook, hot_dish("红烧肉")).await.id;
        let (refused, _) = sample(&app, &feast, dish, json!({})).await;
        assert_eq!(refused, ["REQUIRED keepHours"], "where no policy tells");
        let policy = json!({
            "areaId": *gid(&feast.town, feast.town.city.id), "name": "留样", "dinersFrom": 1000,
            "leadDays": 0, "leadKind": "CALENDAR", "sampleGrams": 125, "sampleHours": 48,
            "validFrom": "2020-01-01", "source": "GB 31654-2021",
        });
        let entered = app
            .mutate(
                Some(feast.town.admin),
                "addDiningPolicy",
                "diningPolicy { id }",
                policy,
            )
            .await;
        assert_eq!(entered.refusals("addDiningPolicy"), [""; 0]);
        let light =
            json!({ "grams": 100, "keepHours": 24, "takenAt": app.now() + TimeDelta::hours(1) });
        let (refused, _) = sample(&app, &feast, dish, light).await;
        let told = [
            "OUT_OF_RANGE grams",
            "OUT_OF_RANGE keepHours",
            "NOT_BEFORE takenAt",
        ];
        assert_eq!(refused, told);

        let (refused, kept) = sample(&app, &feast, dish, json!({})).await;
        assert_eq!(refused, [""; 0]);
        let until = app.now() + TimeDelta::hours(48);
        let told = kept["discardAfter"].as_str().expect("a time");
        assert_eq!(
            told.parse::<chrono::DateTime<chrono::Utc>>()
                .expect("a time"),
            until
        );
        assert_eq!(
            discard(&app, &feast, &kept).await,
            ["SAMPLE_STILL_KEPT foodSampleId"]
        );
        app.advance(TimeDelta::hours(49));
        assert_eq!(discard(&app, &feast, &kept).await, [""; 0]);
        assert_eq!(
            discard(&app, &feast, &kept).await,
            [""; 0],
            "twice changes nothing"
        );
    }
);

both_databases!(samples_are_for_those_who_run_the_event, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    let dish = feast.dish(&app, cook, hot_dish("红烧肉")).await.id;
    let (refused, _) = sample(&app, &feast, dish, json!({ "keepHours": 48 })).await;
    assert_eq!(refused, [""; 0]);
    let fields = "dishes { nodes { samples { grams takenBy { name } } } }";
    let seen = feast.see(&app, Some(feast.town.organiser), fields).await;
    assert_eq!(seen["dishes"]["nodes"][0]["samples"][0]["grams"], 130);
    let seen = feast.see(&app, Some(cook), fields).await;
    assert_eq!(seen["dishes"]["nodes"][0]["samples"], json!(null));
    let input = json!({ "dishId": *gid(&feast.town, dish), "grams": 130, "keepHours": 48 });
    let refused = app
        .mutate(Some(cook), "recordFoodSample", "foodSample { id }", input)
        .await;
    assert_eq!(refused.refusals("recordFoodSample"), ["NOT_FOUND dishId"]);
});
