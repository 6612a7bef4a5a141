//! The keys of access tokens: a new one takes over without signing anybody out, an old one retires at
//! its time, and everybody may know the public halves.

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use mulin::tokens::Tokens;
use mulin_domain::signing_keys;
use mulin_entities::{PersonId, signing_key};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::Town;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

const WHO: &str = "{ viewer { person { name } } }";
const JWKS: &str = "/.well-known/jwks.json";

fn kid(token: &str) -> String {
    let header = jsonwebtoken::decode_header(token).expect("a token has a header");
    header.kid.expect("a token names its key")
}

async fn issue(app: &TestApp, person: PersonId, lasts: TimeDelta) -> String {
    Tokens::new(app.core.clone())
        .issue(person, None, lasts)
        .await
        .expect("a token can be issued")
}

async fn status(app: &TestApp, token: &str) -> u16 {
    let answer = app.run_with(Some(token), WHO, json!({})).await;
    answer.status.as_u16()
}

async fn rotate(app: &TestApp, overlap: TimeDelta) -> String {
    signing_keys::rotate(&app.core, overlap)
        .await
        .expect("the key can be rotated")
}

async fn fetch(app: &TestApp, method: Method, etag: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(JWKS);
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    app.send(request.body(Body::empty()).expect("the request is right"))
        .await
}

async fn listed(app: &TestApp) -> Vec<String> {
    let answer = fetch(app, Method::GET, None).await;
    let keys = answer.body["keys"].as_array().expect("a list of keys");
    let kids = keys.iter().map(|key| key["kid"].as_str());
    let kids = kids.map(|kid| kid.expect("a key has an id").to_owned());
    sorted(kids.collect())
}

/// Keys of one instant come in no order that means anything.
fn sorted(mut kids: Vec<String>) -> Vec<String> {
    kids.sort();
    kids
}

both_databases!(
    a_new_key_signs_and_the_old_one_counts_until_it_retires,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let old = issue(&app, lan, TimeDelta::days(3)).await;
        assert_eq!(status(&app, &old).await, 200);

        let new_kid = rotate(&app, TimeDelta::days(2)).await;
        let new = issue(&app, lan, TimeDelta::days(3)).await;
        assert_eq!(kid(&new), new_kid);
        assert_ne!(kid(&old), new_kid);
        // The server has read the keys before; it looks again for one that it does not know.
        assert_eq!(status(&app, &new).await, 200);
        assert_eq!(status(&app, &old).await, 200);
        assert_eq!(listed(&app).await, sorted(vec![new_kid.clone(), kid(&old)]));

        app.advance(TimeDelta::days(2) - TimeDelta::microseconds(1));
        assert_eq!(status(&app, &old).await, 200);
        assert_eq!(listed(&app).await.len(), 2);
        app.advance(TimeDelta::microseconds(1));
        // Also a token whose signature was checked before.
        let refused = app.run_with(Some(&old), WHO, json!({})).await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.error_code(), "UNAUTHENTICATED");
        assert_eq!(status(&app, &new).await, 200);
        assert_eq!(listed(&app).await, [new_kid]);
    }
);

both_databases!(a_short_overlap_ends_what_older_keys_have_signed, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let first = issue(&app, lan, TimeDelta::days(300)).await;
    rotate(&app, TimeDelta::days(366)).await;
    let second = issue(&app, lan, TimeDelta::days(300)).await;
    for token in [&first, &second] {
        assert_eq!(status(&app, token).await, 200);
    }
    app.advance(TimeDelta::hours(1));
    rotate(&app, TimeDelta::seconds(1)).await;
    let third = issue(&app, lan, TimeDelta::days(300)).await;
    // Another node has rotated: this one has read the keys an hour ago, and looks again.
    app.advance(TimeDelta::seconds(1));
    for token in [&first, &second] {
        assert_eq!(status(&app, token).await, 401);
    }
    assert_eq!(status(&app, &third).await, 200);
});

both_databases!(a_node_notices_within_a_minute_that_a_key_was_ended, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = issue(&app, lan, TimeDelta::hours(1)).await;
    assert_eq!(status(&app, &token).await, 200);
    rotate(&app, TimeDelta::seconds(1)).await;
    app.advance(TimeDelta::seconds(60));
    assert_eq!(status(&app, &token).await, 401);
});

both_databases!(retired_keys_are_forgotten_and_others_kept, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = issue(&app, lan, TimeDelta::days(9)).await;
    rotate(&app, TimeDelta::days(1)).await;
    let keys = async || {
        let counted = signing_key::Entity::find().count(app.core.db().reader());
        counted.await.expect("keys can be counted")
    };
    app.advance(TimeDelta::days(1) - TimeDelta::microseconds(1));
    let forget = async || {
        let forgotten = app.core.transact(&mulin_domain::Actor::System, |tx| {
            Box::pin(async move {
                signing_keys::forget_retired(tx).await?;
                Ok(())
            })
        });
        forgotten.await.expect("keys can be forgotten");
    };
    forget().await;
    assert_eq!((keys().await, status(&app, &token).await), (2, 200));
    app.advance(TimeDelta::microseconds(1));
    forget().await;
    assert_eq!((keys().await, status(&app, &token).await), (1, 401));
});

#[tokio::test(flavor = "multi_thread")]
async fn made_up_key_ids_do_not_make_the_server_read_for_each() {
    let mut app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let own = issue(&app, lan, TimeDelta::hours(1)).await;
    let rest = own.split_once('.').expect("a token has parts").1;
    let bogus = |number: usize| {
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("made-up-{number}") });
        format!("{}.{rest}", BASE64.encode(header.to_string()))
    };
    let statements = app.record_statements();
    assert_eq!(status(&app, &own).await, 200);
    let of_keys = || {
        let ran = statements.take();
        ran.iter()
            .filter(|statement| statement.sql.contains("signing_key"))
            .count()
    };
    assert_eq!(of_keys(), 1, "the keys are read when first needed");
    for numbers in [0..50, 50..100] {
        for number in numbers {
            assert_eq!(status(&app, &bogus(number)).await, 401);
            // Nor do they keep others from being recognised.
            assert_eq!(status(&app, &own).await, 200);
        }
        assert_eq!(of_keys(), 1, "one search in vain");
        app.advance(TimeDelta::seconds(5));
    }
}

both_databases!(everybody_may_know_the_public_keys, |app| {
    let town = Town::found(&app).await;
    let token = app.token(town.steward).await;
    let answer = fetch(&app, Method::GET, None).await;
    assert_eq!(answer.status, 200);
    let header = |name: &str| {
        let value = answer.headers.get(name).expect("the header is there");
        value.to_str().expect("it is text").to_owned()
    };
    assert_eq!(header("content-type"), "application/jwk-set+json");
    assert_eq!(header("cache-control"), "public, max-age=300");
    let key = &answer.body["keys"][0];
    let names: Vec<&String> = key.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        ["alg", "crv", "kid", "kty", "use", "x"],
        "nothing private"
    );
    for (name, value) in [
        ("kty", "OKP"),
        ("crv", "Ed25519"),
        ("use", "sig"),
        ("alg", "EdDSA"),
    ] {
        assert_eq!(key[name], value);
    }
    let x = BASE64
        .decode(key["x"].as_str().expect("text"))
        .expect("base64url");
    VerifyingKey::from_bytes(&x.try_into().expect("32 bytes")).expect("a point of the curve");

    // Somebody else checks our token with nothing but this.
    let set: JwkSet = serde_json::from_value(answer.body.clone()).expect("a JWK set");
    let jwk = set
        .find(&kid(&token))
        .expect("the key of the token is there");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["mulin-api"]);
    validation.set_issuer(&["mulin"]);
    // The test's clock is not the machine's.
    validation.validate_exp = false;
    let key = DecodingKey::from_jwk(jwk).expect("a key");
    let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).expect("it verifies");
    assert_eq!(claims.claims["sub"], json!(town.steward));

    let etag = header("etag");
    let unchanged = fetch(&app, Method::GET, Some(&etag)).await;
    assert_eq!(
        (unchanged.status.as_u16(), unchanged.text.as_str()),
        (304, "")
    );
    rotate(&app, TimeDelta::days(1)).await;
    assert_eq!(fetch(&app, Method::GET, Some(&etag)).await.status, 200);

    let head = fetch(&app, Method::HEAD, None).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert!(head.headers.contains_key("etag"));
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let refused = fetch(&app, method.clone(), None).await;
        assert_eq!(refused.status, 405, "{method}");
        assert_eq!(refused.headers["allow"], "GET,HEAD", "{method}");
    }
});
