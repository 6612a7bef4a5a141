//! The links that messages carry.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;

use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town, respond};

const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/app/")];
const BASE: &str = "https://events.example.org/app/n/";

both_databases!(a_reminder_carries_a_way_to_end_it, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let event = town.event(&app, Plan::default()).await.id;
    respond(&app.core, lan, event, Answer::Going, 1).await.expect("taken");
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    let text = &letters[0].rendered.text;
    let (_, rest) = text.split_once(BASE).expect("a link");
    let own = rest.trim_end();
    assert_eq!(own.len(), 43, "it is the last word: {text}");
    assert!(text.contains(&format!("设置怎样收消息，或退订：{BASE}{own}\n")), "{text}");
    assert!(html(&app, own).await.contains("lan，您好！"));
    let header = letters[0].list_unsubscribe.as_ref().expect("a header");
    assert_eq!(header.as_str(), format!("{BASE}{own}/unsubscribe"));
    let (_, bytes) = letters[0].to_rfc5322().expect("it can be written");
    let bytes = String::from_utf8(bytes).expect("it is ASCII");
    assert!(bytes.contains(&format!("List-Unsubscribe: <{header}>\r\n")), "{bytes}");
    assert!(bytes.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{bytes}");
    let path = header.path().trim_start_matches("/app");
    let answer = request(&app, Method::POST, path, &[FORM], "List-Unsubscribe=One-Click").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(allowed(&app, lan).await, ["SMS SERVICE", "CALL SERVICE"]);
});

both_databases!(codes_carry_none, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    let asked = "mutation { requestSignInCode(input: { address: \"lan@example.org\" }) \
        { userErrors { code } } }";
    app.run(None, asked, serde_json::json!({})).await.data();
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].list_unsubscribe.is_none());
    assert!(!letters[0].rendered.text.contains("/n/"));
});

both_databases!(a_server_that_nobody_reaches_names_no_address, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let event = town.event(&app, Plan::default()).await.id;
    respond(&app.core, lan, event, Answer::Going, 1)
        .await
        .expect("taken");
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert!(letters[0].list_unsubscribe.is_none());
    assert!(!letters[0].rendered.text.contains("/n/"));
});
