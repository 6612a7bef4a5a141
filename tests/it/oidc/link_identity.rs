//! `linkIdentity`

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::issuer::{Issuer, Key, Mood};
use super::{ask, linked, name, refused, with_issuer};
use crate::factories::Town;
use crate::support::app::TestApp;

const SELECTION: &str = "identity { issuer linkedAt }";

async fn link(app: &TestApp, who: PersonId, token: &str) -> crate::support::answer::Answer {
    let input = json!({ "token": token });
    app.mutate(Some(who), "linkIdentity", SELECTION, input)
        .await
}

with_issuer!(whoever_is_signed_in_links_on_purpose, |app, issuer, key| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = key.sign(&issuer.claims(&app, "7"));
    refused(&app, &token, "linkIdentity").await;
    let answer = link(&app, lan, &token).await;
    assert!(answer.refusals("linkIdentity").is_empty());
    let now = app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let expected = json!({ "issuer": issuer.url, "linkedAt": now });
    assert_eq!(answer.at("/linkIdentity/identity"), &expected);
    assert_eq!(linked(&app).await, [("7".to_owned(), lan, true)]);
    let told = journal::Entity::find()
        .filter(journal::Column::Verb.eq("identity_linked"))
        .one(app.core.db().reader())
        .await
        .expect("the journal can be read")
        .expect("it is journalled");
    assert_eq!((told.actor_id, told.subject_id), (Some(lan), lan.0));

    assert_eq!(name(&app, &token).await, "lan");
    assert_eq!(
        ask(&app, &token).await.at("/viewer/identities"),
        &json!([expected])
    );
    // Twice changes nothing, also by the token itself.
    let input = json!({ "token": token });
    let again = app
        .without_trace(Some(lan), "linkIdentity", SELECTION, input)
        .await;
    assert_eq!(again.at("/linkIdentity/identity"), &expected);
});

with_issuer!(
    an_identity_of_somebody_else_is_not_taken_over,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let people = town.residents(&app, 2).await;
        let token = key.sign(&issuer.claims(&app, "7"));
        assert!(
            link(&app, people[0], &token)
                .await
                .refusals("linkIdentity")
                .is_empty()
        );
        let input = json!({ "token": token });
        for thief in [people[1], town.admin] {
            let refusals = app
                .refusals(thief, "linkIdentity", "identity", input.clone())
                .await;
            assert_eq!(refusals, ["IDENTITY_TAKEN token"]);
        }
        assert_eq!(name(&app, &token).await, "r0");
    }
);

with_issuer!(of_two_at_once_one_gets_the_identity, |app, issuer, key| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 6).await;
    let token = key.sign(&issuer.claims(&app, "7"));
    let answers = people.iter().map(|who| link(&app, *who, &token));
    let answers = futures_util::future::join_all(answers).await;
    let refused: Vec<_> = answers
        .iter()
        .flat_map(|answer| answer.refusals("linkIdentity"))
        .collect();
    assert_eq!(refused, vec!["IDENTITY_TAKEN token"; 5]);
    assert_eq!(linked(&app).await.len(), 1);
});

with_issuer!(only_a_right_token_is_linked, |app, issuer, key| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let changed = |name: &str, value: Value| {
        let mut claims = issuer.claims(&app, "7");
        claims[name] = value;
        key.sign(&claims)
    };
    let own = app.token(lan).await;
    for token in [
        String::new(),
        "x.y.z".to_owned(),
        own,
        changed("aud", json!("others")),
        changed("iss", json!("https://elsewhere.example.org")),
        changed("exp", json!(1)),
        Key::ed("one", 2).sign(&issuer.claims(&app, "7")),
    ] {
        let input = json!({ "token": token });
        let refusals = app.refusals(lan, "linkIdentity", "identity", input).await;
        assert_eq!(refusals, ["IDENTITY_TOKEN_INVALID token"]);
    }
});

with_issuer!(
    nobody_links_nothing_and_the_issuer_is_not_asked_for_them,
    |app, issuer, key| {
        let input = json!({ "token": key.sign(&issuer.claims(&app, "7")) });
        let town = Town::found(&app).await;
        app.denied(
            "linkIdentity",
            "identity",
            &input,
            &[(None, "UNAUTHENTICATED")],
        )
        .await;
        assert_eq!(issuer.asked(), 0);
        issuer.feel(Mood::Down);
        let lan = town.resident(&app, "lan").await;
        app.denied(
            "linkIdentity",
            "identity",
            &input,
            &[(Some(lan), "UNAVAILABLE")],
        )
        .await;
    }
);

#[tokio::test(flavor = "multi_thread")]
async fn without_an_issuer_nothing_is_linked() {
    let key = Key::ed("one", 1);
    let issuer = Issuer::start(&[&key]).await;
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let input = json!({ "token": key.sign(&issuer.claims(&app, "7")) });
    let refusals = app
        .refusals(town.admin, "linkIdentity", "identity", input)
        .await;
    assert_eq!(refusals, ["IDENTITY_TOKEN_INVALID token"]);
}
