//! The page of development mode that shows what would have been sent.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use mulin::http::outbox_page;
use mulin_notify::{Email, EmailTransport, Outbox, Rendered, Sms, SmsTransport};
use serde_json::Value;
use tower::ServiceExt;

async fn get(page: &Router, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty());
    let answer = page
        .clone()
        .oneshot(request.expect("the request is right"))
        .await
        .expect("the page answers");
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await;
    let bytes = bytes.expect("the body arrives").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn emails_and_text_messages_are_shown_side_by_side() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let outbox = Outbox::new(folder.path()).expect("the outbox can be made");
    let date: DateTime<Utc> = "2026-11-21T04:00:00Z".parse().expect("an instant");
    let email = Email {
        message_id: "1@example.org".to_owned(),
        from: "Mulin <no-reply@example.org>".parse().expect("an address"),
        to_address: "lan@example.org".to_owned(),
        to_name: None,
        rendered: Rendered {
            subject: "元宵灯会".to_owned(),
            text: "等您来：http://127.0.0.1:8080/l/x\"y\n".to_owned(),
            html: "<p>等您来。</p>\n".to_owned(),
        },
        date,
        return_path: None,
        list_unsubscribe: None,
        calendar: None,
    };
    EmailTransport::send(&outbox, &email)
        .await
        .expect("it is kept");
    let sms = Sms {
        id: "2".to_owned(),
        generation: 1,
        to: "+8613812345678".to_owned(),
        kind: mulin_notify::MessageKind::SignInCode,
        template: None,
        locale: mulin_notify::Locale::ZhCn,
        text: "【睦邻】012345 <b>验证码</b>".to_owned(),
        variables: mulin_notify::SmsVariables::new(),
        date: date + chrono::TimeDelta::seconds(1),
    };
    SmsTransport::send(&outbox, &sms).await.expect("it is kept");

    let page = outbox_page::routes(outbox);
    let (status, listed) = get(&page, "/dev/outbox.json").await;
    assert_eq!(status, 200);
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(listed[0]["channel"], "SMS");
    assert_eq!(listed[0]["to"], "+8613812345678");
    assert_eq!(listed[0]["subject"], sms.text);
    assert_eq!(listed[0]["date"], "2026-11-21T04:00:01+00:00");
    assert_eq!(listed[1]["channel"], "EMAIL");
    assert_eq!(listed[1]["subject"], "元宵灯会");

    let (_, list) = get(&page, "/dev/outbox").await;
    assert!(list.contains("短信 SMS · +8613812345678") && list.contains("元宵灯会"));
    assert!(!list.contains("<b>验证码"), "what people wrote stays text");

    let file = |index: usize| listed[index]["file"].as_str().expect("a name").to_owned();
    let text = format!("/dev/outbox/{}", file(0));
    let (status, shown) = get(&page, &text).await;
    assert!(status == 200 && shown.contains("【睦邻】012345") && !shown.contains("<iframe"));
    assert_eq!(get(&page, &format!("{text}/html")).await.0, 404);
    let (status, source) = get(&page, &format!("{text}/source")).await;
    assert!(status == 200 && source.starts_with("To: +8613812345678\n"));
    let letter = format!("/dev/outbox/{}", file(1));
    let (_, shown) = get(&page, &letter).await;
    assert!(shown.contains("<iframe"));
    let link =
        "<a href=\"http:&#x2f;&#x2f;127.0.0.1:8080&#x2f;l&#x2f;x&quot;y\" rel=\"noreferrer\">";
    assert!(shown.contains(link), "{shown}");
    let (status, html) = get(&page, &format!("{letter}/html")).await;
    assert!(status == 200 && html.contains("<p>等您来。</p>"));
}
