//! The issuer's keys: how they are found, how they change, and what becomes of us while it is down.

use chrono::TimeDelta;
use serde_json::json;

use super::issuer::{AUDIENCE, Issuer, Key, Mood};
use super::{name, refused, undecided};
use crate::factories::Town;
use crate::support::app::TestApp;

async fn stage(key: &Key) -> (TestApp, Issuer) {
    let issuer = Issuer::start(&[key]).await;
    let app = TestApp::new(None, &issuer.settings()).await;
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    (app, issuer)
}

fn token(app: &TestApp, issuer: &Issuer, key: &Key) -> String {
    let mut claims = issuer.claims_of(app, "7", "lan@example.org");
    claims["exp"] = json!(app.now().timestamp() + 86_400);
    key.sign(&claims)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_found_and_the_issuer_asked_once_a_minute() {
    let (old, new) = (Key::ed("one", 1), Key::ec("two"));
    let (app, issuer) = stage(&old).await;
    assert_eq!(name(&app, &token(&app, &issuer, &old)).await, "lan");
    issuer.publish(&[&old, &new]);
    // It was asked just now.
    refused(&app, &token(&app, &issuer, &new), "not valid").await;
    app.advance(TimeDelta::seconds(60));
    assert_eq!(name(&app, &token(&app, &issuer, &new)).await, "lan");
    assert_eq!(issuer.asked(), 2);

    for number in 0..30 {
        let made_up = Key::ed(&format!("made-up-{number}"), 9);
        refused(&app, &token(&app, &issuer, &made_up), "not valid").await;
    }
    assert_eq!(issuer.asked(), 2);
    app.advance(TimeDelta::seconds(60));
    for number in 0..30 {
        let made_up = Key::ed(&format!("made-up-{number}"), 9);
        refused(&app, &token(&app, &issuer, &made_up), "not valid").await;
    }
    assert_eq!(issuer.asked(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_issuer_gives_up_counts_no_more() {
    let (old, new) = (Key::ed("one", 1), Key::ed("two", 2));
    let (app, issuer) = stage(&old).await;
    let of_old = token(&app, &issuer, &old);
    assert_eq!(name(&app, &of_old).await, "lan");
    issuer.publish(&[&new]);
    app.advance(TimeDelta::minutes(10) - TimeDelta::microseconds(1));
    assert_eq!(name(&app, &of_old).await, "lan");
    app.advance(TimeDelta::microseconds(1));
    // Also for a token that was found right before.
    refused(&app, &of_old, "not valid").await;
    refused(&app, &token(&app, &issuer, &old), "not valid").await;
    assert_eq!(name(&app, &token(&app, &issuer, &new)).await, "lan");
}

#[tokio::test(flavor = "multi_thread")]
async fn known_keys_go_on_to_count_while_the_issuer_is_down() {
    let (old, new) = (Key::ed("one", 1), Key::ed("two", 2));
    let (app, issuer) = stage(&old).await;
    issuer.feel(Mood::Down);
    let early = token(&app, &issuer, &old);
    undecided(&app, &early).await;
    undecided(&app, &early).await;
    assert_eq!(issuer.asked(), 0, "the discovery failed already");
    issuer.feel(Mood::Up);
    undecided(&app, &early).await;
    app.advance(TimeDelta::seconds(60));
    assert_eq!(name(&app, &early).await, "lan");

    issuer.publish(&[&old, &new]);
    issuer.feel(Mood::Down);
    app.advance(TimeDelta::hours(12));
    for token in [&early, &token(&app, &issuer, &old)] {
        assert_eq!(name(&app, token).await, "lan");
    }
    // Nobody can tell whether this key is the issuer's.
    undecided(&app, &token(&app, &issuer, &new)).await;
    issuer.feel(Mood::Up);
    app.advance(TimeDelta::seconds(60));
    assert_eq!(name(&app, &token(&app, &issuer, &new)).await, "lan");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_cannot_be_reached_is_down() {
    let key = Key::ed("one", 1);
    let (app, issuer) = stage(&key).await;
    let token = token(&app, &issuer, &key);
    drop(issuer);
    undecided(&app, &token).await;
    let town = Town::named(&app, "远山市").await;
    assert_eq!(name(&app, &app.token(town.steward).await).await, "steward");
}

/// Takes as long as the server waits.
#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_never_answers_is_down() {
    let key = Key::ed("one", 1);
    let issuer = Issuer::start(&[&key]).await;
    // Connections are taken by the operating system, and by nobody else.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = silent.local_addr().expect("it has an address");
    let url = format!("http://{address}");
    let env = [
        ("MULIN_OIDC__ISSUER", url.as_str()),
        ("MULIN_OIDC__AUDIENCE", AUDIENCE),
    ];
    let app = TestApp::new(None, &env).await;
    let mut claims = issuer.claims(&app, "7");
    claims["iss"] = json!(url);
    // Told before the request itself is given up, which would be TIMEOUT.
    undecided(&app, &key.sign(&claims)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_are_not_what_they_should_be_are_not_used() {
    let key = Key::ed("one", 1);
    let (app, issuer) = stage(&key).await;
    let other = Issuer::start(&[&key]).await;
    let keys_at = |url: &str| json!({ "issuer": issuer.url, "jwks_uri": url });
    let own = format!("{}/keys", issuer.url);
    for mood in [
        // The document of somebody else: whoever could put it there would sign us in as anybody.
        Mood::Discovering(json!({ "issuer": other.url, "jwks_uri": own })),
        Mood::Discovering(json!({ "issuer": format!("{}/", issuer.url), "jwks_uri": own })),
        Mood::Discovering(json!({ "jwks_uri": own })),
        Mood::Discovering(json!({ "issuer": issuer.url })),
        Mood::Discovering(keys_at("http://keys.example.org/keys")),
        Mood::Discovering(keys_at("file:///etc/passwd")),
        Mood::Discovering(keys_at("/keys")),
        Mood::Redirecting,
        Mood::Listing(json!("keys")),
        Mood::Listing(json!({ "keys": { "one": key.public } })),
        Mood::Listing(json!({ "keys": [key.public], "padding": "x".repeat(300_000) })),
    ] {
        issuer.feel(mood);
        undecided(&app, &token(&app, &issuer, &key)).await;
        app.advance(TimeDelta::seconds(60));
    }
    // Keys that we do not understand are left alone.
    let strange = json!({ "keys": ["?", { "kty": "LATTICE", "kid": "one" }, key.public] });
    issuer.feel(Mood::Listing(strange));
    assert_eq!(name(&app, &token(&app, &issuer, &key)).await, "lan");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_may_be_named_by_the_configuration() {
    let key = Key::ed("one", 1);
    let issuer = Issuer::start(&[&key]).await;
    let keys = format!("{}/keys", issuer.url);
    let env = [
        ("MULIN_OIDC__ISSUER", "https://id.example.org/realm"),
        ("MULIN_OIDC__AUDIENCE", AUDIENCE),
        ("MULIN_OIDC__JWKS_URL", &keys),
        ("MULIN_OIDC__ALGORITHMS", "EdDSA"),
    ];
    let app = TestApp::new(None, &env).await;
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let mut claims = issuer.claims_of(&app, "7", "lan@example.org");
    refused(&app, &key.sign(&claims), "not valid").await;
    claims["iss"] = json!("https://id.example.org/realm");
    assert_eq!(name(&app, &key.sign(&claims)).await, "lan");
    let rsa = Key::rsa("r");
    issuer.publish(&[&rsa]);
    app.advance(TimeDelta::seconds(60));
    refused(&app, &rsa.sign(&claims), "not valid").await;
    assert_eq!(
        issuer.asked(),
        1,
        "an algorithm that is not allowed is not even looked up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_ask_the_issuer_once() {
    let key = Key::ed("one", 1);
    let (app, issuer) = stage(&key).await;
    let tokens: Vec<String> = (0..40)
        .map(|number| {
            let mut claims = issuer.claims_of(&app, "7", "lan@example.org");
            claims["jti"] = json!(number);
            key.sign(&claims)
        })
        .collect();
    let names = tokens.iter().map(|token| name(&app, token));
    let names = futures_util::future::join_all(names).await;
    assert!(names.iter().all(|name| name == "lan"));
    assert_eq!(issuer.asked(), 1);
}
