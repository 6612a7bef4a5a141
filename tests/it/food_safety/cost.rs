//! What reading rules, tasks, samples and certificates costs: no list asks once an object, and each
//! statement goes by an index.

use mulin_entities::*;
use serde_json::json;

use super::feast::Feast;
use super::filings::{enter, policy};
use crate::both_databases;
use crate::factories::{bring, gid, hot_dish};
use crate::support::app::TestApp;
use crate::support::statements::Statements;

/// Tables that grow without end, and the tree.
const TABLES: &[&str] = &[
    "area",
    "banned_ingredient",
    "cook_certificate",
    "dining_policy",
    "filing_task",
    "food_sample",
];

const QUERY: &str = "query ($event: ID!, $area: ID!) {     area(id: $area) { diningPolicies { name } bannedIngredients { name } }     event(id: $event) { banquet { filingTasks { state policy { name } }     dishes(first: 10) { nodes { cookCertificate { state } samples { grams dish { name } } } } } } }";

async fn reads(app: &TestApp, feast: &Feast, statements: &Statements) -> Vec<sea_orm::Statement> {
    let variables = json!({
        "event": *gid(&feast.town, feast.event.id), "area": *gid(&feast.town, feast.town.unit.id),
    });
    statements.take();
    let answer = app.run(Some(feast.town.organiser), QUERY, variables).await;
    assert_eq!(answer.at("/area/diningPolicies/0/name"), "聚餐备案");
    assert_eq!(answer.at("/event/banquet/filingTasks/0/state"), "OPEN");
    statements.take()
}

/// Another cook with a dish, a sample of it and a certificate.
async fn cooks(app: &TestApp, feast: &Feast, name: &str) {
    let cook = feast.guest(app, name).await;
    let dish: DishId = bring(app, cook, feast.event.id, hot_dish(name)).await.id;
    let sample = json!({ "dishId": *gid(&feast.town, dish), "grams": 130, "keepHours": 48 });
    app.mutate(
        Some(feast.town.organiser),
        "recordFoodSample",
        "foodSample { id }",
        sample,
    )
    .await
    .data();
    let certificate = json!({
        "personId": *gid(&feast.town, cook), "number": "健字2026-1", "issuer": "街道卫生院",
        "validUntil": "2027-01-31", "eventId": *gid(&feast.town, feast.event.id),
    });
    let noted = app
        .mutate(
            Some(feast.town.organiser),
            "recordCookCertificate",
            "cookCertificate { id }",
            certificate,
        )
        .await;
    assert_eq!(noted.refusals("recordCookCertificate"), [""; 0]);
}

both_databases!(what_is_asked_is_read_in_batches_and_by_an_index, |app| {
    let mut app = app;
    let feast = Feast::plan(&app).await;
    let mut few = policy(&feast, feast.town.city.id);
    few["dinersFrom"] = json!(1);
    enter(&app, &feast, few).await;
    let ban = json!({
        "areaId": *gid(&feast.town, feast.town.city.id), "name": "发芽土豆", "reason": "含龙葵素。",
        "validFrom": "2020-01-01", "source": "市管办〔2020〕2号",
    });
    app.mutate(
        Some(feast.town.admin),
        "banIngredient",
        "bannedIngredient { id }",
        ban,
    )
    .await
    .data();
    cooks(&app, &feast, "一").await;
    cooks(&app, &feast, "二").await;
    let statements = app.record_statements();
    // The first request reads the keys of tokens.
    reads(&app, &feast, &statements).await;
    let two = reads(&app, &feast, &statements).await.len();
    for name in ["三", "四", "五", "六", "七", "八"] {
        cooks(&app, &feast, name).await;
    }
    let eight = reads(&app, &feast, &statements).await;
    assert_eq!(eight.len(), two, "as many for eight dishes as for two");
    let explained = app.assert_indexed(eight, TABLES).await;
    assert!(explained >= 6, "only {explained} statements were looked at");
});
