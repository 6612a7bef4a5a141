//! Access tokens at the door: whatever is not ours, or not any more, is refused with a clear text,
//! and never taken for nobody.

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use mulin_domain::signing_keys;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::Town;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

const WHO: &str = "{ viewer { person { name } } cities { name } }";

fn assert_refused(answer: &Answer, text: &str) {
    assert_eq!(answer.status, 401, "{:#}", answer.body);
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    let message = answer.body["errors"][0]["message"]
        .as_str()
        .unwrap_or_default();
    assert!(message.contains(text), "{message}");
    let challenge = answer
        .headers
        .get("www-authenticate")
        .expect("a 401 has a challenge");
    assert!(challenge.as_bytes().starts_with(b"Bearer"));
    assert_eq!(answer.body.get("data"), None);
}

/// A part of a token, as JSON.
fn part(token: &str, index: usize) -> Value {
    let part = token
        .split('.')
        .nth(index)
        .expect("a token has three parts");
    let bytes = BASE64.decode(part).expect("a part is base64url");
    serde_json::from_slice(&bytes).expect("a part is JSON")
}

fn packed(part: &Value) -> String {
    BASE64.encode(part.to_string())
}

both_databases!(a_token_ends_and_dies_with_its_person, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = app.token(lan).await;
    let answer = app.run_with(Some(&token), WHO, json!({})).await;
    assert_eq!(answer.at("/viewer/person/name"), "lan");

    app.advance(TimeDelta::minutes(59));
    app.run_with(Some(&token), WHO, json!({})).await.data();
    app.advance(TimeDelta::minutes(1));
    let late = app.run_with(Some(&token), WHO, json!({})).await;
    assert_refused(&late, "has expired");

    let token = app.token(lan).await;
    app.run_with(Some(&token), WHO, json!({})).await.data();
    let id = lan.0;
    for text in [
        format!(
            "DELETE FROM contact_point WHERE person_id IN (SELECT id FROM person WHERE name = 'lan') /* {id} */"
        ),
        "DELETE FROM person WHERE name = 'lan'".to_owned(),
    ] {
        let writer = app.core.db().writer();
        writer
            .execute_unprepared(&text)
            .await
            .expect("the person can be deleted");
    }
    let gone = app.run_with(Some(&token), WHO, json!({})).await;
    assert_refused(&gone, "Nobody has this access token any more");
});

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_are_refused() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let token = app.token(town.steward).await;
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let signature = token.rsplit('.').next().expect("a token has a signature");
    let kid = header["kid"]
        .as_str()
        .expect("a token names its key")
        .to_owned();

    // The same signature under another person's name.
    let mut other = claims.clone();
    other["sub"] = json!(town.admin);
    let tampered = format!("{}.{}.{signature}", packed(&header), packed(&other));
    let half_signed = token[..token.len() - 4].to_owned();
    let unsigned = {
        let none = json!({ "alg": "none", "typ": "JWT", "kid": kid });
        [
            format!("{}.{}.", packed(&none), packed(&other)),
            format!("{}.{}.{signature}", packed(&none), packed(&claims)),
        ]
    };
    let strangers_key = {
        let key = SigningKey::from_bytes(&[9; 32]);
        let key = key.to_pkcs8_der().expect("a key can be written");
        let key = EncodingKey::from_ed_der(key.as_bytes());
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(kid.clone());
        jsonwebtoken::encode(&header, &other, &key).expect("a token can be signed")
    };
    // The public key is no secret: taken for that of an HMAC it would let everybody in.
    let confused = {
        let keys = signing_keys::verifying(&app.core)
            .await
            .expect("keys can be read");
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(kid.clone());
        let key = EncodingKey::from_secret(&keys[0].public_key);
        jsonwebtoken::encode(&header, &other, &key).expect("a token can be signed")
    };
    // Signed by us, for somebody else's purpose.
    let elsewhere = {
        let ours = signing_keys::current(&app.core)
            .await
            .expect("there is a key");
        let key = ours.key.to_pkcs8_der().expect("a key can be written");
        let key = EncodingKey::from_ed_der(key.as_bytes());
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(ours.kid);
        ["iss", "aud"].map(|claim| {
            let mut claims = claims.clone();
            claims[claim] = json!("elsewhere");
            jsonwebtoken::encode(&header, &claims, &key).expect("a token can be signed")
        })
    };
    let mut without_key = header.clone();
    without_key
        .as_object_mut()
        .expect("a header is an object")
        .remove("kid");
    let nameless = format!("{}.{}.{signature}", packed(&without_key), packed(&claims));

    let forged = [
        tampered,
        half_signed,
        strangers_key,
        confused,
        nameless,
        "x.y.z".to_owned(),
    ];
    for token in forged.iter().chain(&unsigned).chain(&elsewhere) {
        let answer = app.run_with(Some(token), WHO, json!({})).await;
        assert_refused(&answer, "not valid");
        assert!(!answer.body.to_string().contains(signature));
    }
    let answer = app.run_with(Some(&token), WHO, json!({})).await;
    assert_eq!(answer.at("/viewer/person/name"), "steward");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_of_another_kind_are_refused_and_none_is_nobody() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let token = app.token(town.steward).await;
    let ask = async |authorization: &str| {
        let request = Request::post("/graphql")
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .header("authorization", authorization)
            .body(Body::from(json!({ "query": WHO }).to_string()))
            .expect("the request is right");
        app.send(request).await
    };
    for wrong in [
        token.clone(),
        format!("Basic {token}"),
        format!("Token {token}"),
        "Bearer".to_owned(),
        format!("Bearer {token} {token}"),
    ] {
        assert_refused(&ask(&wrong).await, "Bearer <token>");
    }
    assert_eq!(
        ask(&format!("bearer {token}"))
            .await
            .at("/viewer/person/name"),
        "steward"
    );
    let nobody = app.run(None, WHO, json!({})).await;
    assert_eq!(nobody.at("/viewer"), &Value::Null);
    assert_eq!(nobody.at("/cities/0/name"), "睦安市");
}
