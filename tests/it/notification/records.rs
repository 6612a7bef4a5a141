//! What becomes of preferences and of the ledger when records are merged or erased.

use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::opt::{ledger, opt, wish};
use crate::both_databases;
use crate::factories::{Town, gid, person_row};
use crate::support::app::TestApp;

async fn preferences(app: &TestApp) -> Vec<notification_preference::Model> {
    notification_preference::Entity::find()
        .all(app.core.db().reader())
        .await
        .expect("preferences are read")
}

async fn prefer(app: &TestApp, town: &Town, person: PersonId, channel: &str) {
    let input = json!({ "personId": *gid(town, person), "channels": [channel] });
    let answer = app
        .mutate(
            Some(person),
            "setNotificationPreferences",
            "person { id }",
            input,
        )
        .await;
    assert_eq!(answer.refusals("setNotificationPreferences"), [""; 0]);
}

both_databases!(the_keeper_of_two_records_keeps_the_stricter_word, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    opt(&app, lan, "optOut", wish(&town, lan, "SMS", "SERVICE")).await;
    opt(&app, lan, "optIn", wish(&town, lan, "EMAIL", "PROMOTION")).await;
    app.advance(chrono::TimeDelta::minutes(1));
    // Said later, and of the other record.
    opt(&app, twin, "optIn", wish(&town, twin, "SMS", "SERVICE")).await;
    opt(
        &app,
        twin,
        "optOut",
        wish(&town, twin, "EMAIL", "PROMOTION"),
    )
    .await;
    opt(&app, twin, "optIn", wish(&town, twin, "CALL", "PROMOTION")).await;
    prefer(&app, &town, lan, "SMS").await;
    prefer(&app, &town, twin, "CALL").await;
    app.advance(chrono::TimeDelta::minutes(1));
    town.merge(&app, lan, twin).await;

    assert!(ledger(&app, twin).await.is_empty());
    let rows = ledger(&app, lan).await;
    assert_eq!(
        rows.len(),
        6,
        "all that was said, and the stricter word again"
    );
    assert!(rows.iter().all(|row| row.given_by != Some(twin)));
    let last = rows.last().expect("the merge's");
    assert_eq!(
        (last.channel, last.step),
        (Channel::Sms, ConsentStep::OptOut)
    );
    assert_eq!(last.given_by, Some(town.admin));
    let query = "query ($id: ID!) { person(id: $id) { notificationPreferences { channels \
        choices { channel purpose allowed } } } }";
    let answer = app
        .run(Some(lan), query, json!({ "id": *gid(&town, lan) }))
        .await;
    let told = answer.at("/person/notificationPreferences");
    let allowed: Vec<String> = told["choices"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["allowed"] == true)
        .map(|one| format!("{} {}", one["channel"], one["purpose"]))
        .collect();
    assert_eq!(
        allowed,
        [
            "\"EMAIL\" \"SERVICE\"",
            "\"CALL\" \"SERVICE\"",
            "\"CALL\" \"PROMOTION\""
        ]
    );
    assert_eq!(told["channels"][0], "SMS", "the keeper's own order stays");
    let kept = preferences(&app).await;
    assert_eq!((kept.len(), kept[0].person_id), (1, lan));
});

both_databases!(a_keeper_without_a_word_takes_the_others, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    prefer(&app, &town, twin, "CALL").await;
    opt(&app, twin, "optOut", wish(&town, twin, "SMS", "SERVICE")).await;
    town.merge(&app, lan, twin).await;
    let kept = preferences(&app).await;
    assert_eq!((kept.len(), kept[0].person_id), (1, lan));
    let rows = ledger(&app, lan).await;
    assert_eq!((rows.len(), rows[0].given_by), (1, Some(lan)));
});

both_databases!(an_erased_person_has_no_wishes_but_the_ledger_stays, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    prefer(&app, &town, lan, "CALL").await;
    opt(&app, lan, "optOut", wish(&town, lan, "SMS", "SERVICE")).await;
    let name = person_row(&app, lan).await.name;
    let answer = app
        .mutate(
            Some(lan),
            "eraseMe",
            "erasedPersonId",
            json!({ "confirm": name }),
        )
        .await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
    assert!(preferences(&app).await.is_empty());
    assert_eq!(ledger(&app, lan).await.len(), 1);
});
