//! Receipts of text messages that providers bring: only theirs count, each for its own messages, and
//! however often and in whatever order they come.

use axum::body::Body;
use axum::http::Request;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::text_stage::{PHONE, Stage, Text, row};
use crate::both_databases;
use crate::support::app::TestApp;

const ENV: &[(&str, &str)] = &[
    ("MULIN_HTTP__PUBLIC_URL", "https://mulin.example"),
    ("MULIN_SMS__PROVIDERS", "aliyun,tencent,twilio,webhook"),
    ("MULIN_SMS__TEMPLATES", "sms-templates.toml"),
    ("MULIN_ALIYUN__ACCESS_KEY_ID", "id"),
    ("MULIN_ALIYUN__ACCESS_KEY_SECRET", "secret"),
    ("MULIN_ALIYUN__CALLBACK_TOKEN", ALIYUN),
    ("MULIN_TENCENT__SECRET_ID", "id"),
    ("MULIN_TENCENT__SECRET_KEY", "secret"),
    ("MULIN_TENCENT__APP_ID", "1400006666"),
    ("MULIN_TENCENT__CALLBACK_TOKEN", TENCENT),
    ("MULIN_TWILIO__ACCOUNT_SID", "AC1"),
    ("MULIN_TWILIO__AUTH_TOKEN", "12345"),
    ("MULIN_TWILIO__FROM", "+15005550006"),
    ("MULIN_SMS_WEBHOOK__URL", "https://sms.example.org/mulin"),
    (
        "MULIN_SMS_WEBHOOK__SECRET",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ),
];
const ALIYUN: &str = "0123456789abcdef01234567";
const TENCENT: &str = "abcdef0123456789abcdef01";
const TWILIO_ID: u128 = 0x0193_f3a1_b2c3_7def_8a9b_0c1d_2e3f_4a5b;

async fn post(
    app: &TestApp,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> (u16, String) {
    let mut request = Request::post(format!("/hooks/sms/{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("the request is right");
    let answer = app.send(request).await;
    (answer.status.as_u16(), answer.text)
}

fn aliyun(biz_id: &str, out_id: Option<DeliveryId>, arrived: bool) -> Value {
    json!([{
        "phone_number": "13812345678", "send_time": "2026-11-21 12:00:00",
        "report_time": "2026-11-21 12:00:05", "success": arrived,
        "err_code": if arrived { "DELIVERED" } else { "MOBILE_NOT_ON_SERVICE" },
        "err_msg": "", "sms_size": "1", "biz_id": biz_id,
        "out_id": out_id.map(|id| id.0.simple().to_string()),
    }])
}

fn tencent(sid: &str, arrived: bool) -> Value {
    json!([{
        "user_receive_time": "2026-11-21 12:00:05", "nationcode": "86", "mobile": "13812345678",
        "report_status": if arrived { "SUCCESS" } else { "FAIL" },
        "errmsg": if arrived { "DELIVRD" } else { "EXPIRED" }, "description": "", "sid": sid,
    }])
}

async fn state(app: &TestApp, id: DeliveryId) -> DeliveryState {
    row(app, id).await.state
}

both_databases!(what_arrived_is_noted_and_thanked_for, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let first = stage.sent(&app, 1, "aliyun", "9006^0").await;
    let second = stage.sent(&app, 2, "tencent", "5000:1").await;
    let body = aliyun("9006^0", Some(first), true).to_string();
    let (status, thanks) = post(&app, &format!("aliyun/{ALIYUN}"), &[], body).await;
    assert_eq!((status, thanks.as_str()), (200, r#"{"code":0,"msg":"接收成功"}"#));
    assert_eq!(state(&app, first).await, DeliveryState::Delivered);
    assert_eq!(state(&app, second).await, DeliveryState::Sent);
    let body = tencent("5000:1", true).to_string();
    let (status, thanks) = post(&app, &format!("tencent/{TENCENT}"), &[], body).await;
    assert_eq!((status, thanks.as_str()), (200, r#"{"result":0,"errmsg":"OK"}"#));
    assert_eq!(state(&app, second).await, DeliveryState::Delivered);
});

both_databases!(signed_receipts_are_believed, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let first = stage.sent(&app, TWILIO_ID, "twilio", "SM1").await;
    let path = format!("twilio/{}", first.0.simple());
    let body = "MessageSid=SM1&MessageStatus=delivered";
    // By the account's token over the public address and the form.
    let signed = [("x-twilio-signature", "Nr9MlrQ0UzoEvMw69/oI7ACfK+0=")];
    assert_eq!(post(&app, &path, &signed, body).await, (200, String::new()));
    assert_eq!(state(&app, first).await, DeliveryState::Delivered);

    let second = stage.sent(&app, 2, "webhook", "w-1").await;
    let body = r#"{"receipts":[{"ref":"w-1","state":"DELIVERED"}]}"#;
    let signed = [
        ("webhook-id", "r-1"),
        ("webhook-timestamp", "1795233600"),
        ("webhook-signature", "v1,LCshWRTUglTYwTNRHmrOnZ++T8jesj/gA+nn4Ov9NzY="),
    ];
    assert_eq!(post(&app, "webhook", &signed, body).await, (200, "{}".to_owned()));
    assert_eq!(state(&app, second).await, DeliveryState::Delivered);

    // Brought again it changes nothing, and after five minutes it is not believed any more.
    let before = row(&app, second).await;
    assert_eq!(post(&app, "webhook", &signed, body).await.0, 200);
    app.advance(chrono::TimeDelta::seconds(301));
    assert_eq!(post(&app, "webhook", &signed, body).await.0, 403);
    assert_eq!(row(&app, second).await.state, before.state);
});

both_databases!(forged_receipts_are_refused_and_change_nothing, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let ids = [
        stage.sent(&app, 1, "aliyun", "9006^0").await,
        stage.sent(&app, 2, "tencent", "5000:1").await,
        stage.sent(&app, TWILIO_ID, "twilio", "SM1").await,
        stage.sent(&app, 4, "webhook", "w-1").await,
    ];
    let mut before = Vec::new();
    for id in ids {
        before.push(row(&app, id).await);
    }
    let of_aliyun = aliyun("9006^0", Some(ids[0]), false).to_string();
    let of_tencent = tencent("5000:1", false).to_string();
    let of_twilio = "MessageSid=SM1&MessageStatus=failed";
    let of_webhook = r#"{"receipts":[{"ref":"w-1","state":"FAILED"}]}"#;
    let right = "Nr9MlrQ0UzoEvMw69/oI7ACfK+0=";
    let twilio = format!("twilio/{}", ids[2].0.simple());
    for (path, headers, body) in [
        ("aliyun", vec![], of_aliyun.as_str()),
        ("aliyun/0123456789abcdef01234568", vec![], &of_aliyun),
        // The other provider's secret is none.
        (&format!("aliyun/{TENCENT}"), vec![], &of_aliyun),
        (&format!("tencent/{ALIYUN}"), vec![], &of_tencent),
        ("tencent", vec![], &of_tencent),
        (&twilio, vec![], of_twilio),
        // A signature for what was signed says nothing about another state or message.
        (&twilio, vec![("x-twilio-signature", right)], of_twilio),
        ("twilio/1", vec![("x-twilio-signature", right)], "MessageSid=SM1&MessageStatus=delivered"),
        ("webhook", vec![], of_webhook),
        (
            "webhook",
            vec![
                ("webhook-id", "r-1"),
                ("webhook-timestamp", "1795233600"),
                ("webhook-signature", "v1,LCshWRTUglTYwTNRHmrOnZ++T8jesj/gA+nn4Ov9NzY="),
            ],
            of_webhook,
        ),
    ] {
        assert_eq!(post(&app, path, &headers, body.to_owned()).await, (403, String::new()), "{path}");
    }
    assert_eq!(post(&app, "nobody", &[], "[]").await.0, 404);
    for (id, before) in ids.into_iter().zip(before) {
        assert_eq!(row(&app, id).await, before);
    }
});

both_databases!(order_and_repetition_do_not_matter, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let path = format!("aliyun/{ALIYUN}");
    let id = stage.sent(&app, 1, "aliyun", "9006^0").await;
    for arrived in [false, true, true, false] {
        let body = aliyun("9006^0", Some(id), arrived).to_string();
        assert_eq!(post(&app, &path, &[], body).await.0, 200);
    }
    let settled = row(&app, id).await;
    assert_eq!(settled.state, DeliveryState::Delivered);
    assert_eq!(settled.last_error, None);
    // Several at once, with strangers among them.
    let other = stage.sent(&app, 2, "aliyun", "9007^0").await;
    let mut many = aliyun("nobody's", None, true);
    let ours = aliyun("9007^0", Some(other), false)[0].take();
    many.as_array_mut().expect("a list").push(ours);
    assert_eq!(post(&app, &path, &[], many.to_string()).await.0, 200);
    let failed = row(&app, other).await;
    assert_eq!(failed.state, DeliveryState::Failed);
    assert_eq!(failed.last_error.as_deref(), Some("NOT_REACHED"));
});

both_databases!(a_receipt_counts_by_the_name_that_the_provider_gave, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let path = format!("aliyun/{ALIYUN}");
    let of_tencent = stage.sent(&app, 1, "tencent", "9006^0").await;
    let of_another_try = stage.sent(&app, 2, "aliyun", "9008^0").await;
    // Our own id alone tells nothing of what has another name, or another provider took.
    for id in [of_tencent, of_another_try] {
        let body = aliyun("9006^0", Some(id), true).to_string();
        assert_eq!(post(&app, &path, &[], body).await.0, 200);
        assert_eq!(state(&app, id).await, DeliveryState::Sent);
    }
    // But it does of one whose name was lost with the answer.
    let text = Text {
        id: Uuid::from_u128(3),
        state: DeliveryState::Unknown,
        provider: None,
        provider_ref: None,
        at: app.now() + chrono::TimeDelta::minutes(10),
    };
    let lost = stage.text(&app, text).await;
    let body = aliyun("9009^0", Some(lost), true).to_string();
    assert_eq!(post(&app, &path, &[], body).await.0, 200);
    assert_eq!(state(&app, lost).await, DeliveryState::Delivered);
});

both_databases!(what_is_no_receipt_is_refused, with ENV, |app| {
    let path = format!("aliyun/{ALIYUN}");
    for body in ["", "{}", "[{}]", PHONE] {
        assert_eq!(post(&app, &path, &[], body).await, (400, String::new()), "{body}");
    }
    let huge = format!("[{}]", " ".repeat(600 * 1024));
    assert_eq!(post(&app, &path, &[], huge).await.0, 413);
    let request = Request::get(format!("/hooks/sms/{path}"));
    let request = request.body(Body::empty()).expect("the request is right");
    assert_eq!(app.send(request).await.status.as_u16(), 405);
});
