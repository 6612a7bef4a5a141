//! `createCalendarFeed`, `revokeCalendarFeed`, `viewer.calendarFeeds`, and what becomes of them.

use axum::http::Method;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::steps::{FEED, PUBLIC, ask, create, path, read, revoke, values};
use crate::both_databases;
use crate::factories::{Town, person_row};
use crate::rsvp::steps::{event_of, going};
use crate::support::app::TestApp;
use crate::support::trace::texts;

async fn listed(app: &TestApp, who: PersonId) -> Vec<Value> {
    let query = "{ viewer { calendarFeeds { id label secret url createdAt revokedAt } } }";
    let answer = app.run(Some(who), query, json!({})).await;
    let feeds = answer.at("/viewer/calendarFeeds").as_array();
    feeds.expect("a list").clone()
}

async fn rows(app: &TestApp) -> Vec<calendar_feed::Model> {
    let rows = calendar_feed::Entity::find().all(app.core.db().reader());
    rows.await.expect("the table is read")
}

both_databases!(an_address_is_told_once_and_taken_back_for_good, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let (wang, li) = (town.resident(&app, "wang").await, town.resident(&app, "li").await);
    let feed = create(&app, wang, " 厨房的平板 ").await;
    let path = path(&feed);
    assert_eq!(feed["url"], format!("https://events.example.org{path}"));
    assert_eq!(feed["label"], "厨房的平板");
    let secret = feed["secret"].as_str().expect("a secret").to_owned();
    assert_eq!(secret.len(), 22, "128 bits");
    read(&app, &path).await;
    let known = listed(&app, wang).await;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0]["id"], feed["id"]);
    assert!(known[0]["secret"].is_null() && known[0]["url"].is_null());
    assert_eq!(listed(&app, li).await, [json!(null); 0]);
    // Nothing but its hash is kept, and the journal knows neither.
    let kept = rows(&app).await;
    assert_eq!(kept[0].secret_hash, Sha256::digest(&secret).to_vec());
    let journal = texts(&app, "SELECT CAST(payload AS text) FROM journal").await.join("\n");
    assert!(!journal.contains(&secret) && !journal.contains("平板"));

    let denied = revoke(&app, li, &feed).await;
    assert_eq!(denied.refusals("revokeCalendarFeed"), ["NOT_FOUND feedId"]);
    read(&app, &path).await;
    for _ in 0..2 {
        let revoked = revoke(&app, wang, &feed).await;
        assert_eq!(revoked.refusals("revokeCalendarFeed"), [""; 0]);
        assert!(!revoked.at("/revokeCalendarFeed/feed/revokedAt").is_null());
        assert_eq!(ask(&app, Method::GET, &path, &[]).await.status, 404);
    }
    assert_eq!(listed(&app, wang).await, [json!(null); 0]);
    let verbs = "SELECT verb FROM journal WHERE subject_kind = 'calendar_feed' ORDER BY seq";
    assert_eq!(texts(&app, verbs).await, ["created", "revoked"]);
});

both_databases!(a_person_has_ten_at_a_time, |app| {
    let town = Town::found(&app).await;
    let (wang, li) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "li").await,
    );
    let mut feeds = Vec::new();
    for number in 0..10 {
        feeds.push(create(&app, wang, &format!("第{number}个")).await);
        app.advance(chrono::TimeDelta::milliseconds(1));
    }
    let one_more = json!({ "label": "又一个" });
    let told = app
        .refusals(wang, "createCalendarFeed", "feed", one_more.clone())
        .await;
    assert_eq!(told, ["TOO_MANY_CALENDAR_FEEDS label"]);
    create(&app, li, "别人的").await;
    revoke(&app, wang, &feeds[0]).await;
    create(&app, wang, "又一个").await;
    let labels: Vec<Value> = listed(&app, wang)
        .await
        .iter()
        .map(|one| one["label"].clone())
        .collect();
    assert_eq!(labels.len(), 10);
    assert_eq!(
        (&labels[0], &labels[9]),
        (&json!("第1个"), &json!("又一个"))
    );
});

both_databases!(bad_labels_and_repeated_requests, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    for (label, told) in [
        ("", "REQUIRED label"),
        (" ", "REQUIRED label"),
        ("a\u{7}b", "CONTROL_CHARACTERS label"),
        (&*"长".repeat(61), "INVALID_LENGTH label"),
    ] {
        let input = json!({ "label": label });
        assert_eq!(
            app.refusals(wang, "createCalendarFeed", "feed", input)
                .await,
            [told]
        );
    }
    let input = json!({ "label": "手机", "idempotencyKey": "once" });
    let first = app
        .mutate(Some(wang), "createCalendarFeed", FEED, input.clone())
        .await;
    let again = app
        .mutate(Some(wang), "createCalendarFeed", FEED, input)
        .await;
    let at = "/createCalendarFeed/feed";
    assert_eq!(first.at(at)["id"], again.at(at)["id"]);
    assert!(first.at(at)["secret"].is_string() && again.at(at)["secret"].is_null());
    assert!(
        first.at(at)["url"].is_null(),
        "nobody knows where this server is"
    );
    assert_eq!(rows(&app).await.len(), 1);
    let input = json!({ "label": "手机" });
    let nobody = app.mutate(None, "createCalendarFeed", FEED, input).await;
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
});

both_databases!(the_addresses_of_a_merged_record_end, |app| {
    let town = Town::found(&app).await;
    let (wang, double) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "double").await,
    );
    let path = path(&create(&app, double, "手机").await);
    let event = event_of(&app, &town, None).await;
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    assert_eq!(values(&read(&app, &path).await, "SUMMARY"), [""; 0]);
    town.merge(&app, wang, double).await;
    assert_eq!(ask(&app, Method::GET, &path, &[]).await.status, 404);
    assert!(listed(&app, wang).await.is_empty());
});

both_databases!(an_erased_person_has_none, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let path = path(&create(&app, wang, "手机").await);
    let exported = app
        .mutate(Some(wang), "exportMyData", "export { content }", json!({}))
        .await;
    let content = exported.at("/exportMyData/export/content").as_str();
    let content: Value = serde_json::from_str(content.expect("text")).expect("JSON");
    assert_eq!(content["calendarFeeds"][0]["label"], "手机");
    assert!(content["calendarFeeds"][0].get("secretHash").is_none());
    let name = person_row(&app, wang).await.name;
    let input = json!({ "confirm": name });
    let erased = app
        .mutate(Some(wang), "eraseMe", "erasedPersonId", input)
        .await;
    assert_eq!(erased.refusals("eraseMe"), [""; 0]);
    assert!(rows(&app).await.is_empty());
    assert_eq!(ask(&app, Method::GET, &path, &[]).await.status, 404);
});
