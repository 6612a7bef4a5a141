//! `optOut` and `optIn`

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, housemate};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

/// The ledger, oldest first.
pub async fn ledger(app: &TestApp, person: PersonId) -> Vec<channel_consent::Model> {
    channel_consent::Entity::find()
        .filter(channel_consent::Column::PersonId.eq(person))
        .order_by_asc(channel_consent::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the ledger is read")
}

pub fn wish(town: &Town, person: PersonId, channel: &str, purpose: &str) -> Value {
    json!({ "personId": *gid(town, person), "channel": channel, "purpose": purpose })
}

pub async fn opt(app: &TestApp, who: PersonId, mutation: &str, input: Value) -> Value {
    let selection = "channelConsent { id channel purpose step via givenBy { name } } \
        person { notificationPreferences { choices { channel purpose allowed entry { id } } } }";
    let answer = app.mutate(Some(who), mutation, selection, input).await;
    assert_eq!(answer.refusals(mutation), [""; 0]);
    answer.at(&format!("/{mutation}")).clone()
}

both_databases!(the_last_word_counts_and_is_written_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    let sms = wish(&town, lan, "SMS", "SERVICE");
    let mut entries = Vec::new();
    // The clock stands still: the order is that of the words all the same.
    for mutation in ["optOut", "optIn", "optOut", "optIn", "optOut"] {
        let done = opt(&app, lan, mutation, sms.clone()).await;
        let allowed = mutation == "optIn";
        let step = if allowed { "OPT_IN" } else { "OPT_OUT" };
        assert_eq!(done["channelConsent"]["step"], step);
        let choices = &done["person"]["notificationPreferences"]["choices"];
        let choice = |channel: &str, purpose: &str| {
            let mut all = choices.as_array().expect("a list").iter();
            let found = all.find(|one| one["channel"] == channel && one["purpose"] == purpose);
            found.expect("each is there").clone()
        };
        assert_eq!(choice("SMS", "SERVICE")["allowed"], allowed);
        assert_eq!(
            choice("SMS", "SERVICE")["entry"]["id"],
            done["channelConsent"]["id"]
        );
        assert_eq!(choice("EMAIL", "SERVICE")["allowed"], true, "others stay");
        assert_eq!(choice("SMS", "PROMOTION")["allowed"], false);
        // Twice is as once.
        let again = app
            .without_trace(Some(lan), mutation, "channelConsent { id }", sms.clone())
            .await;
        let id = again.at(&format!("/{mutation}/channelConsent/id"));
        assert_eq!(*id, done["channelConsent"]["id"]);
        entries.push(key(id));
    }
    let rows = ledger(&app, lan).await;
    let ids: Vec<_> = rows.iter().map(|row| row.id.0).collect();
    assert_eq!(ids, entries);
    assert!(
        rows.iter()
            .all(|row| row.given_by == Some(lan) && row.via == Via::App)
    );
    let journalled = app.journalled_since(end).await;
    assert_eq!(journalled.len(), 5);
    let payload = json!({
        "person": lan.0, "channel": "SMS", "purpose": "SERVICE", "step": "OPT_OUT",
    });
    assert_eq!(
        journalled[0],
        entry("channel_consent noted", entries[0], lan, payload)
    );
});

both_databases!(offers_go_only_once_they_were_wanted, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let input = wish(&town, lan, "EMAIL", "PROMOTION");
    let done = opt(&app, lan, "optIn", input.clone()).await;
    let choices = &done["person"]["notificationPreferences"]["choices"];
    let promoted = choices
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["purpose"] == "PROMOTION" && one["allowed"] == true);
    assert_eq!(promoted.count(), 1);
    // Who said nothing may say no all the same, and that is kept.
    opt(&app, lan, "optOut", wish(&town, lan, "CALL", "PROMOTION")).await;
    assert_eq!(ledger(&app, lan).await.len(), 2);
});

both_databases!(whose_word_it_is_and_how_it_came_is_kept, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let child = housemate(&app, lan, "child", Some(2018)).await;
    let partner = housemate(&app, lan, "partner", Some(1961)).await;
    let calls = wish(&town, lan, "CALL", "SERVICE");
    let by_phone = with(&calls, json!({ "via": "PHONE" }));
    let done = opt(&app, town.steward, "optOut", by_phone).await;
    assert_eq!(done["channelConsent"]["via"], "PHONE");
    assert_eq!(done["channelConsent"]["givenBy"]["name"], "steward");
    opt(&app, lan, "optOut", wish(&town, child, "CALL", "SERVICE")).await;
    let actors = [(None, "UNAUTHENTICATED"), (Some(partner), "FORBIDDEN")];
    for mutation in ["optOut", "optIn"] {
        app.denied(mutation, "channelConsent", &calls, &actors)
            .await;
        for stranger in [town.organiser, other.admin] {
            let refusals = app.refusals(stranger, mutation, "channelConsent", calls.clone());
            assert_eq!(refusals.await, ["NOT_FOUND personId"]);
        }
        let malformed = with(&calls, json!({ "personId": "?" }));
        let refusals = app
            .refusals(lan, mutation, "channelConsent", malformed)
            .await;
        assert_eq!(refusals, ["MALFORMED_ID personId"]);
        let own = with(&calls, json!({ "via": "DESK" }));
        let refusals = app.refusals(lan, mutation, "channelConsent", own).await;
        assert_eq!(refusals, ["ONLY_TOGETHER via"]);
    }
});

both_databases!(the_history_is_paged_from_the_newest, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    for (mutation, channel) in [("optOut", "SMS"), ("optOut", "CALL"), ("optIn", "SMS")] {
        app.advance(chrono::TimeDelta::minutes(1));
        opt(&app, lan, mutation, wish(&town, lan, channel, "SERVICE")).await;
    }
    let query = "query ($id: ID!, $after: String) { person(id: $id) { channelConsents(first: 2, \
        after: $after) { nodes { id channel step at person { id } } pageInfo { hasNextPage endCursor } } } }";
    let id = gid(&town, lan);
    let first = app.run(Some(lan), query, json!({ "id": *id })).await;
    let page = first.at("/person/channelConsents");
    let told = |page: &Value| -> Vec<String> {
        let nodes = page["nodes"].as_array().expect("a list").iter();
        nodes
            .map(|one| format!("{} {}", one["channel"], one["step"]))
            .collect()
    };
    assert_eq!(told(page), ["\"SMS\" \"OPT_IN\"", "\"CALL\" \"OPT_OUT\""]);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let after = json!({ "id": *id, "after": page["pageInfo"]["endCursor"] });
    let rest = app.run(Some(lan), query, after).await;
    assert_eq!(
        told(rest.at("/person/channelConsents")),
        ["\"SMS\" \"OPT_OUT\""]
    );
    let node = "query ($id: ID!) { node(id: $id) { id ... on ChannelConsent { step } } }";
    let entry = json!({ "id": page["nodes"][0]["id"] });
    for (who, sees) in [(lan, true), (town.steward, true), (town.organiser, false)] {
        let answer = app.run(Some(who), node, entry.clone()).await;
        assert_eq!(!answer.at("/node").is_null(), sees);
    }
});

both_databases!(two_who_say_the_same_at_once_write_it_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let input = wish(&town, lan, "SMS", "SERVICE");
    let said = (0..8).map(|_| opt(&app, lan, "optOut", input.clone()));
    let said = futures_util::future::join_all(said).await;
    let ids: std::collections::BTreeSet<String> = said
        .iter()
        .map(|one| one["channelConsent"]["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(ledger(&app, lan).await.len(), 1);
});
