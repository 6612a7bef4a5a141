//! Which tokens of an outside issuer count.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::issuer::{Issuer, Key};
use super::{name, refused};
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

fn packed(part: &Value) -> String {
    BASE64.encode(part.to_string())
}

/// An app that accepts the tokens of an issuer with these keys, and a resident called lan.
async fn stage(keys: &[&Key]) -> (TestApp, Issuer) {
    let issuer = Issuer::start(keys).await;
    let app = TestApp::new(None, &issuer.settings()).await;
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    (app, issuer)
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_every_kind_are_understood() {
    let keys = [Key::rsa("r"), Key::ec("e"), Key::ed("d", 1)];
    let (app, issuer) = stage(&[&keys[0], &keys[1], &keys[2]]).await;
    let claims = issuer.claims_of(&app, "7", "Lan@Example.org");
    for key in &keys {
        assert_eq!(
            name(&app, &key.sign(&claims)).await,
            "lan",
            "{:?}",
            key.algorithm
        );
    }
    let several = json!({ "aud": ["others", "mulin"] });
    let mut claims = claims;
    claims["aud"] = several["aud"].clone();
    let access_token = |header: &mut Header| header.typ = Some("at+jwt".to_owned());
    for token in [
        keys[2].sign_under(access_token, &claims),
        keys[2].sign_under(|header| header.typ = None, &claims),
    ] {
        assert_eq!(name(&app, &token).await, "lan");
    }
    assert_eq!(issuer.asked(), 1, "keys are fetched once");
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_are_refused_whatever_they_claim() {
    let (rsa, ec, ed) = (Key::rsa("r"), Key::ec("e"), Key::ed("d", 1));
    let secret = Key {
        public: json!({ "kty": "oct", "k": BASE64.encode("secret"), "kid": "s", "alg": "HS256" }),
        ..Key::ed("s", 3)
    };
    let (app, issuer) = stage(&[&rsa, &ec, &ed, &secret]).await;
    let claims = issuer.claims_of(&app, "7", "lan@example.org");
    let good = ed.sign(&claims);
    assert_eq!(name(&app, &good).await, "lan");
    let before = Trace::of(&app).await;
    let (head, rest) = good.split_once('.').expect("a token has three parts");
    let (body, signature) = rest.split_once('.').expect("a token has three parts");

    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let other_subject = packed(&changed("sub", json!("8")));
    let none = |alg: &str| packed(&json!({ "alg": alg, "typ": "JWT", "kid": "d" }));
    let hmac = |kid: &str, key: &[u8]| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(kid.to_owned());
        let key = EncodingKey::from_secret(key);
        jsonwebtoken::encode(&header, &claims, &key).expect("a token can be signed")
    };
    let of_key = |name: &str, key: &Key| {
        let text = key.public[name].as_str().expect("a member of the key");
        (
            text.as_bytes().to_vec(),
            BASE64.decode(text).expect("base64url"),
        )
    };
    let (x_text, x) = of_key("x", &ed);
    let (n_text, n) = of_key("n", &rsa);

    let mut forged = vec![
        // Said to need no signature.
        format!("{}.{body}.", none("none")),
        format!("{}.{body}.{signature}", none("none")),
        format!("{}.{body}.", none("None")),
        // The public key is no secret: taken for that of an HMAC it would let everybody in.
        hmac("d", &x),
        hmac("d", &x_text),
        hmac("r", &n),
        hmac("r", &n_text),
        hmac("r", rsa.public.to_string().as_bytes()),
        hmac("s", b"secret"),
        // Tampered with.
        format!("{head}.{other_subject}.{signature}"),
        format!("{head}.{body}."),
        format!("{head}.{body}.{}", &signature[..signature.len() - 4]),
        // By somebody else's key.
        Key::ed("d", 2).sign(&claims),
        Key::ec("e").sign(&claims),
        // By a key that is not told, or under another's name.
        Key::ed("unknown", 1).sign(&claims),
        Key {
            kid: "r".to_owned(),
            ..ed.clone()
        }
        .sign(&claims),
        Key {
            kid: "e".to_owned(),
            ..ed.clone()
        }
        .sign(&claims),
        Key {
            kid: "s".to_owned(),
            ..Key::ed("s", 3)
        }
        .sign(&claims),
        ed.sign_under(|header| header.kid = None, &claims),
        // By an algorithm that is not allowed, although the key could.
        rsa.sign_under(|header| header.alg = Algorithm::RS512, &claims),
        Key {
            algorithm: Algorithm::PS256,
            ..rsa.clone()
        }
        .sign(&claims),
        // Not a token to sign in with.
        ed.sign_under(|header| header.typ = Some("logout+jwt".to_owned()), &claims),
        ed.sign_under(|header| header.crit = Some(vec!["b64".to_owned()]), &claims),
        // Meant for others.
        ed.sign(&changed("aud", json!("others"))),
        ed.sign(&changed("aud", json!(["others"]))),
        ed.sign(&changed("aud", json!("mulin-api"))),
        ed.sign(&changed("aud", Value::Null)),
        ed.sign(&changed("sub", Value::Null)),
        ed.sign(&changed("sub", json!(""))),
        // By another issuer, or one of almost the same name.
        ed.sign(&changed("iss", json!("https://elsewhere.example.org"))),
        ed.sign(&changed("iss", json!(format!("{}/", issuer.url)))),
        ed.sign(&changed("iss", json!("mulin"))),
        ed.sign(&changed("iss", json!([issuer.url]))),
        // Too long to be looked at.
        ed.sign(&changed("padding", json!("x".repeat(20_000)))),
        format!("{good}.{signature}"),
    ];
    // The key of the header is whoever's.
    let own_key = |header: &mut Header| {
        header.jwk = serde_json::from_value(Key::ed("d", 2).public).ok();
    };
    forged.push(Key::ed("d", 2).sign_under(own_key, &claims));
    for (number, token) in forged.iter().enumerate() {
        let answer = super::ask(&app, token).await;
        assert_eq!(answer.status, 401, "number {number}: {:#}", answer.body);
        refused(&app, token, "not valid").await;
    }
    assert_eq!(Trace::of(&app).await, before);
    assert_eq!(name(&app, &good).await, "lan");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_a_minute() {
    let key = Key::ed("d", 1);
    let (app, issuer) = stage(&[&key]).await;
    let now = app.now().timestamp();
    let at = |name: &str, seconds: i64| {
        let mut claims = issuer.claims_of(&app, "7", "lan@example.org");
        claims[name] = json!(now + seconds);
        key.sign(&claims)
    };
    for (claim, seconds) in [("exp", -59), ("nbf", 60), ("iat", 60), ("nbf", -500)] {
        assert_eq!(
            name(&app, &at(claim, seconds)).await,
            "lan",
            "{claim} {seconds}"
        );
    }
    for (claim, seconds, text) in [
        ("exp", -60, "has expired"),
        ("exp", -now, "has expired"),
        ("nbf", 61, "not valid"),
        ("iat", 61, "not valid"),
    ] {
        refused(&app, &at(claim, seconds), text).await;
    }
    let mut endless = issuer.claims_of(&app, "7", "lan@example.org");
    endless.as_object_mut().expect("an object").remove("exp");
    refused(&app, &key.sign(&endless), "not valid").await;

    // Also one that was found right before.
    let token = at("exp", 300);
    assert_eq!(name(&app, &token).await, "lan");
    app.advance(TimeDelta::seconds(359));
    assert_eq!(name(&app, &token).await, "lan");
    app.advance(TimeDelta::seconds(1));
    refused(&app, &token, "has expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_issuer_only_our_own_tokens_count() {
    let key = Key::ed("d", 1);
    let issuer = Issuer::start(&[&key]).await;
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let own = app.token(town.steward).await;
    let token = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
    refused(&app, &token, "not valid").await;
    assert_eq!(issuer.asked(), 0);
    assert_eq!(name(&app, &own).await, "steward");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_tokens_go_on_to_count_beside_the_issuers() {
    let key = Key::ed("d", 1);
    let (app, issuer) = stage(&[&key]).await;
    let town = Town::named(&app, "远山市").await;
    assert_eq!(name(&app, &app.token(town.steward).await).await, "steward");
    assert_eq!(issuer.asked(), 0, "nobody asks the issuer about our tokens");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_in_the_language_of_the_caller() {
    use axum::body::Body;
    use axum::http::Request;
    let key = Key::ed("d", 1);
    let (app, issuer) = stage(&[&key]).await;
    let mut late = issuer.claims_of(&app, "7", "lan@example.org");
    late["exp"] = json!(1);
    let nobody = issuer.claims(&app, "8");
    let ask = async |token: &str, language: &str| {
        let request = Request::post("/graphql")
            .header("content-type", "application/json")
            .header("accept-language", language)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(
                json!({ "query": "{ viewer { person { id } } }" }).to_string(),
            ));
        let answer = app.send(request.expect("the request is right")).await;
        assert_eq!(answer.status, 401, "{:#}", answer.body);
        answer.body["errors"][0]["message"]
            .as_str()
            .expect("text")
            .to_owned()
    };
    for (token, chinese, english) in [
        ("x.y.z".to_owned(), "令牌无效", "not valid"),
        (key.sign(&late), "令牌已过期", "has expired"),
        (key.sign(&nobody), "还没有关联", "linkIdentity"),
        ("link_nothing".to_owned(), "链接已失效", "personal link"),
    ] {
        assert!(ask(&token, "zh-CN").await.contains(chinese), "{chinese}");
        assert!(ask(&token, "en").await.contains(english), "{english}");
        // The platform's own language for who names none that there are texts in.
        assert!(ask(&token, "fr").await.contains(chinese), "{chinese}");
    }
}
