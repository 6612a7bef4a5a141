//! Texts that providers bring over HTTP.

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::stage::{PHONE, answer_of, ledger, told, with_phone};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;

const KEY: [u8; 32] = [9; 32];
/// `KEY` as the configuration takes it.
const SECRET: &str = "whsec_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

/// HMAC-SHA-256 by its definition (RFC 2104), for keys of up to 64 bytes.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block
            .iter_mut()
            .zip(key)
            .for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message);
    let outer = Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner.finalize());
    outer.finalize().to_vec()
}

/// Brings texts, signed at a time.
async fn brings(app: &TestApp, at: i64, body: &str) -> u16 {
    let signed = format!("msg_1.{at}.{body}");
    let signature = BASE64_STANDARD.encode(hmac(&KEY, signed.as_bytes()));
    let request = Request::post("/hooks/sms/webhook/inbound")
        .header("content-type", "application/json")
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", at.to_string())
        .header("webhook-signature", format!("v1,{signature}"))
        .body(Body::from(body.to_owned()));
    app.send(request.expect("a request")).await.status.as_u16()
}

fn texts(reference: &str, text: &str) -> String {
    json!({ "texts": [{ "ref": reference, "from": PHONE, "to": "10690", "text": text }] })
        .to_string()
}

both_databases!(
    signed_texts_are_taken_once,
    with & [("MULIN_TEXTS__WEBHOOK_SECRET", SECRET)],
    |app| {
        let town = Town::found(&app).await;
        let wang = with_phone(&app, &town, "wang").await;
        let event = town.event(&app, Plan::default()).await;
        told(&app, wang, &event).await;
        let now = app.now().timestamp();
        assert_eq!(brings(&app, now, &texts("a1", "来")).await, 200);
        let going = Some((RsvpState::Going, Via::Sms));
        assert_eq!(answer_of(&app, wang, &event).await, going);
        assert_eq!(brings(&app, now, &texts("a1", "来")).await, 200);
        assert_eq!(brings(&app, now, &texts("a2", "TD")).await, 200);
        assert_eq!(ledger(&app).await.len(), 2);
        let rows = inbound_text::Entity::find()
            .all(app.core.db().reader())
            .await;
        assert_eq!(rows.expect("texts can be read").len(), 2);
    }
);

both_databases!(
    what_is_not_genuine_does_nothing,
    with & [("MULIN_TEXTS__WEBHOOK_SECRET", SECRET)],
    |app| {
        let town = Town::found(&app).await;
        let wang = with_phone(&app, &town, "wang").await;
        let event = town.event(&app, Plan::default()).await;
        told(&app, wang, &event).await;
        let now = app.now().timestamp();
        let unsigned = Request::post("/hooks/sms/webhook/inbound")
            .header("content-type", "application/json")
            .body(Body::from(texts("a1", "来")));
        let unsigned = app.send(unsigned.expect("a request")).await;
        assert_eq!(unsigned.status, 403);
        assert_eq!(
            brings(&app, now - 3_600, &texts("a1", "来")).await,
            403,
            "an old one"
        );
        assert_eq!(brings(&app, now, "{}").await, 400);
        for path in [
            "/hooks/sms/twilio/inbound",
            "/hooks/sms/pigeon/inbound",
            "/hooks/sms/aliyun/inbound/0123456789abcdef01234567",
        ] {
            let request = Request::post(path).body(Body::from("Body=1"));
            let answer = app.send(request.expect("a request")).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        assert_eq!(answer_of(&app, wang, &event).await, None);
        let rows = inbound_text::Entity::find()
            .all(app.core.db().reader())
            .await;
        assert_eq!(rows.expect("texts can be read").len(), 0);
    }
);
