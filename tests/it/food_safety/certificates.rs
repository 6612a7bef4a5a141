//! Certificates of cooks: noted by who looks after them, seen by few, and kept sealed.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

const SEEN: &str = "query ($id: ID!) { node(id: $id) { ... on Person { cookCertificates { number issuer \
     validUntil isExpired } } } }";

async fn shown(app: &TestApp, town: &Town, who: PersonId, whose: PersonId) -> Value {
    let id = json!({ "id": *gid(town, whose) });
    let answer = app.run(Some(who), SEEN, id).await;
    // Whom the caller does not see is not there.
    answer.data()["node"]["cookCertificates"].clone()
}

async fn note(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    whose: PersonId,
    until: &str,
) -> (Vec<String>, Value) {
    let input = json!({
        "personId": *gid(town, whose), "number": "健字2026-1", "issuer": "街道卫生院",
        "validUntil": until,
    });
    let answer = app
        .mutate(
            Some(who),
            "recordCookCertificate",
            "cookCertificate { id }",
            input,
        )
        .await;
    if answer.body.get("errors").is_some() {
        return (vec![answer.error_code().to_owned()], Value::Null);
    }
    let id = answer.at("/recordCookCertificate/cookCertificate");
    (answer.refusals("recordCookCertificate"), id["id"].clone())
}

both_databases!(a_certificate_is_seen_by_its_owner_and_the_steward, |app| {
    let town = Town::found(&app).await;
    let cook = town.resident(&app, "cook").await;
    let today = app
        .now()
        .with_timezone(&chrono_tz::Asia::Shanghai)
        .date_naive();
    let until = (today + TimeDelta::days(10)).to_string();
    assert_eq!(
        note(&app, &town, cook, cook, &until).await.0,
        ["FORBIDDEN"],
        "not one's own"
    );
    let over = (today - TimeDelta::days(1)).to_string();
    let (refused, _) = note(&app, &town, town.steward, cook, &over).await;
    assert_eq!(refused, ["IN_THE_PAST validUntil"]);
    let (refused, id) = note(&app, &town, town.steward, cook, &until).await;
    assert_eq!(refused, [""; 0]);

    for who in [cook, town.steward] {
        let seen = shown(&app, &town, who, cook).await;
        assert_eq!(seen[0]["number"], "健字2026-1");
        assert_eq!(seen[0]["isExpired"], false);
    }
    let neighbour = town.resident(&app, "neighbour").await;
    assert_eq!(shown(&app, &town, neighbour, cook).await, json!(null));
    let rows = cook_certificate::Entity::find()
        .all(app.core.db().reader())
        .await;
    let rows = rows.expect("certificates can be read");
    let sealed = String::from_utf8_lossy(&rows[0].ciphertext).into_owned();
    assert!(!sealed.contains("2026"), "what stands on it is sealed");

    app.advance(TimeDelta::days(12));
    assert_eq!(shown(&app, &town, cook, cook).await[0]["isExpired"], true);
    let remove = json!({ "cookCertificateId": id });
    for _ in 0..2 {
        let answer = app
            .mutate(
                Some(town.steward),
                "removeCookCertificate",
                "cookCertificate { number removedAt }",
                remove.clone(),
            )
            .await;
        let gone = answer.at("/removeCookCertificate/cookCertificate");
        assert_eq!(gone["number"], json!(null));
        assert_ne!(gone["removedAt"], json!(null));
    }
    assert_eq!(shown(&app, &town, cook, cook).await, json!([]));
});
