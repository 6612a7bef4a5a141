//! The code that a party shows: who gets it, that it is checked with the public key alone, and how it
//! is drawn.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use super::{Door, code_as, event_in};
use crate::both_databases;
use crate::factories::{Town, gid, housemate, respond};
use crate::support::app::TestApp;

both_databases!(it_is_for_the_person_and_who_acts_for_them, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    let partner = housemate(&app, rsvp.person_id, "李雷", Some(1961)).await;
    let stranger = door.town.resident(&app, "stranger").await;
    let code = door.code(&app, &rsvp).await;
    assert!(code.starts_with("entry_") && code.len() == 136, "{code}");
    assert_eq!(code_as(&app, &door.town, partner, rsvp.id).await, code);
    for who in [
        door.helper,
        door.town.organiser,
        door.town.steward,
        stranger,
    ] {
        assert_eq!(code_as(&app, &door.town, who, rsvp.id).await, Value::Null);
    }
    let query = "query ($id: ID!) { event(id: $id) { viewerRsvp { checkInCode checkInCodeUrl } } }";
    let id = json!({ "id": *gid(&door.town, door.event) });
    let input = json!({
        "eventId": *gid(&door.town, door.event), "personId": *gid(&door.town, rsvp.person_id),
    });
    let link = app
        .mutate(
            Some(rsvp.person_id),
            "createPersonalLink",
            "link { token }",
            input,
        )
        .await;
    let link = link
        .at("/createPersonalLink/link/token")
        .as_str()
        .map(str::to_owned);
    let seen = app.run_with(link.as_deref(), query, id).await;
    assert_eq!(seen.at("/event/viewerRsvp/checkInCode"), &json!(code));
    // Nobody has said where this server is reached.
    assert_eq!(seen.at("/event/viewerRsvp/checkInCodeUrl"), &Value::Null);

    let declined = respond(&app.core, rsvp.person_id, door.event, Answer::Declined, 1).await;
    declined.expect("an answer is taken");
    let none = code_as(&app, &door.town, rsvp.person_id, rsvp.id).await;
    assert_eq!(none, Value::Null);
});

both_databases!(whoever_has_the_public_key_checks_it_without_us, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 1).await;
    let code = door.code(&app, &rsvp).await;
    let key = door.see(&app, door.helper, "checkInPublicKey").await;
    assert_eq!(
        door.see(&app, door.town.organiser, "checkInPublicKey")
            .await,
        key
    );
    for who in [door.town.steward, rsvp.person_id] {
        assert!(door.see(&app, who, "checkInPublicKey").await.is_null());
    }
    // As docs/guides/clients.md tells other implementers, and nothing more.
    let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    let key: [u8; 32] = decode(key.as_str().unwrap()).try_into().unwrap();
    let bytes = decode(code.strip_prefix("entry_").unwrap());
    assert_eq!((bytes.len(), bytes[0]), (97, 1));
    assert_eq!(bytes[1..17], *door.event.0.as_bytes());
    assert_eq!(bytes[17..33], *rsvp.id.0.as_bytes());
    let signature = Signature::from_slice(&bytes[33..]).unwrap();
    let key = VerifyingKey::from_bytes(&key).unwrap();
    key.verify(&bytes[..33], &signature).unwrap();
});

async fn get(app: &TestApp, path: &str) -> crate::support::answer::Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    app.send(request).await
}

const PUBLIC_URL: [(&str, &str); 1] = [("MULIN_HTTP__PUBLIC_URL", "https://events.example.org")];

both_databases!(
    it_is_drawn_where_its_signature_is_right,
    with & PUBLIC_URL,
    |app| {
        let door = Door::open(&app).await;
        let rsvp = door.guest(&app, "王小梅", 1).await;
        let code = door.code(&app, &rsvp).await;
        let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { svg: checkInCodeUrl \
        png: checkInCodeUrl(picture: PNG) } } }";
        let id = json!({ "id": *gid(&door.town, rsvp.id) });
        let urls = app.run(Some(rsvp.person_id), query, id).await;
        let base = format!("https://events.example.org/qr/{code}");
        let expected = json!({ "svg": format!("{base}.svg"), "png": format!("{base}.png") });
        assert_eq!(urls.at("/node"), &expected);
        for (kind, media_type) in [("svg", "image/svg+xml"), ("png", "image/png")] {
            let picture = get(&app, &format!("/qr/{code}.{kind}")).await;
            assert_eq!(picture.status, StatusCode::OK);
            assert_eq!(picture.headers["content-type"], media_type);
            assert!(
                picture.headers["cache-control"]
                    .to_str()
                    .unwrap()
                    .contains("immutable")
            );
            assert!(!picture.text.contains("王小梅"));
            let again = Request::get(format!("/qr/{code}.{kind}"))
                .header("if-none-match", &picture.headers["etag"])
                .body(Body::empty())
                .unwrap();
            assert_eq!(app.send(again).await.status, StatusCode::NOT_MODIFIED);
        }
        let mut other = code.clone().into_bytes();
        other[100] = if other[100] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).unwrap();
        let paths = [
            format!("/qr/{other}.svg"),
            format!("/qr/{code}"),
            format!("/qr/{code}.gif"),
            "/qr/entry_.png".to_owned(),
        ];
        for path in paths {
            let nothing = get(&app, &path).await;
            assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(nothing.headers["cache-control"], "no-store");
        }
    }
);

both_databases!(keys_are_made_once_whoever_asks_first, |app| {
    let town = Town::found(&app).await;
    let event = event_in(&app, &town, 2).await;
    let core = &app.core;
    let asked = (0..8).map(|_| mulin_domain::check_in::keys::of_events(core, vec![event]));
    let keys = futures_util::future::join_all(asked).await;
    let first = keys[0].as_ref().unwrap()[0].public_key.clone();
    for key in &keys {
        assert_eq!(key.as_ref().unwrap()[0].public_key, first);
    }
    app.advance(TimeDelta::hours(1));
});
