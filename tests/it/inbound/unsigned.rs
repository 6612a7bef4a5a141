//! Texts from those who sign nothing, whose addresses end in a secret.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::stage::{answer_of, ledger, told, with_phone};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;

const ALIYUN: &str = "0123456789abcdef01234567";
const TENCENT: &str = "abcdef0123456789abcdef01";
const ENV: &[(&str, &str)] = &[
    ("MULIN_ALIYUN__CALLBACK_TOKEN", ALIYUN),
    ("MULIN_TENCENT__CALLBACK_TOKEN", TENCENT),
];

async fn brings(app: &TestApp, path: &str, body: &Value) -> (u16, String) {
    let request = Request::post(format!("/hooks/sms/{path}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()));
    let answer = app.send(request.expect("a request")).await;
    (answer.status.as_u16(), answer.text)
}

/// At a minute of that noon in Beijing, which is when the tests begin.
fn up(sequence: u64, text: &str, minute: u32) -> Value {
    json!({ "phone_number": "13812345678", "send_time": format!("2026-11-21 12:{minute:02}:00"),
        "content": text, "sign_name": "睦邻", "dest_code": "10690", "sequence_id": sequence })
}

async fn texts(app: &TestApp) -> Vec<inbound_text::Model> {
    inbound_text::Entity::find()
        .all(app.core.db().reader())
        .await
        .expect("texts can be read")
}

both_databases!(aliyuns_texts_answer_and_refuse_once, with ENV, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    let path = format!("aliyun/inbound/{ALIYUN}");
    app.advance(TimeDelta::minutes(10));
    let (status, thanks) = brings(&app, &path, &json!([up(1, "1", 5)])).await;
    assert_eq!((status, thanks.as_str()), (200, r#"{"code":0,"msg":"接收成功"}"#));
    let going = Some((RsvpState::Going, Via::Sms));
    assert_eq!(answer_of(&app, wang, &event).await, going);
    assert_eq!(texts(&app).await[0].at, app.now() - TimeDelta::minutes(5));
    // Another answer, and then the first one a second and a third time.
    app.advance(TimeDelta::minutes(10));
    assert_eq!(brings(&app, &path, &json!([up(2, "不来", 18)])).await.0, 200);
    for _ in 0..2 {
        let both = json!([up(1, "1", 5), up(3, "拒收", 19)]);
        assert_eq!(brings(&app, &path, &both).await.0, 200);
    }
    let not = Some((RsvpState::Declined, Via::Sms));
    assert_eq!(answer_of(&app, wang, &event).await, not);
    assert_eq!(ledger(&app).await.len(), 2);
    assert_eq!(texts(&app).await.len(), 3);
});

both_databases!(tencents_texts_answer_and_refuse_once, with ENV, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    let path = format!("tencent/inbound/{TENCENT}");
    let written = app.now().timestamp();
    let text = |text: &str, after: i64| {
        json!({ "extend": "", "mobile": "13812345678", "nationcode": "86", "sign": "睦邻",
            "text": text, "time": written + after })
    };
    app.advance(TimeDelta::minutes(30));
    for _ in 0..3 {
        let (status, thanks) = brings(&app, &path, &text("来", 60)).await;
        assert_eq!((status, thanks.as_str()), (200, r#"{"result":0,"errmsg":"OK"}"#));
    }
    let going = Some((RsvpState::Going, Via::Sms));
    assert_eq!(answer_of(&app, wang, &event).await, going);
    assert_eq!(texts(&app).await.len(), 1);
    for _ in 0..3 {
        assert_eq!(brings(&app, &path, &text("TD", 120)).await.0, 200);
    }
    assert_eq!(ledger(&app).await.len(), 2);
    assert_eq!(texts(&app).await.len(), 2);
});

both_databases!(without_the_secret_nothing_is_taken, with ENV, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    let body = json!([up(1, "TD", 0)]);
    for path in [
        "aliyun/inbound".to_owned(),
        "aliyun/inbound/0123456789abcdef01234568".to_owned(),
        format!("aliyun/inbound/{TENCENT}"),
        format!("tencent/inbound/{ALIYUN}"),
    ] {
        assert_eq!(brings(&app, &path, &body).await, (403, String::new()), "{path}");
    }
    // Receipts are no texts, and the other way round.
    let (status, _) = brings(&app, &format!("aliyun/inbound/{ALIYUN}"), &json!({})).await;
    assert_eq!(status, 400);
    assert_eq!(texts(&app).await.len(), 0);
    assert_eq!(ledger(&app).await.len(), 0);
});
