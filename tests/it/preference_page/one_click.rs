//! The one click of a mail program (RFC 8058).

use axum::http::Method;
use mulin_entities::*;

use super::stage::*;
use crate::both_databases;
use crate::factories::Town;
use crate::notification::ledger;

const BODY: &str = "List-Unsubscribe=One-Click";

both_databases!(it_refuses_one_channel_for_one_purpose_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let path = format!("/n/{}/unsubscribe", token(&app, lan));
    // A server posts it: no origin, no cookies, whatever page the reader is on.
    let headers = [
        FORM,
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://mail.example"),
    ];
    let answer = request(&app, Method::POST, &path, &headers, BODY).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.headers.contains_key("location") && !answer.headers.contains_key("set-cookie"));
    assert!(answer.text.contains("不再这样告诉您"), "{}", answer.text);
    assert_eq!(allowed(&app, lan).await, ["SMS SERVICE", "CALL SERVICE"]);
    let said = ledger(&app, lan).await;
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].step, said[0].via),
        (ConsentStep::OptOut, Via::Link)
    );
    assert_eq!(said[0].given_by, None);
    // Mail programs may send it twice.
    app.run_due_work().await;
    let sent = request(&app, Method::POST, &path, &[FORM], BODY);
    assert_eq!(without_trace(&app, sent).await.status, 200);
});

both_databases!(it_comes_as_a_form_of_parts_too, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = scoped(&app, lan, Channel::Sms, ChannelPurpose::Service);
    let path = format!("/n/{token}/unsubscribe");
    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
        One-Click\r\n--b--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    let answer = request(&app, Method::POST, &path, &headers, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(allowed(&app, lan).await, ["EMAIL SERVICE", "CALL SERVICE"]);
});

both_databases!(a_reader_who_opens_it_is_asked_first, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let path = format!("{token}/unsubscribe");
    let asked = without_trace(&app, look(&app, &path, "en")).await;
    for shown in [
        "<h1>No more e-mails?</h1>".to_owned(),
        "name=\"List-Unsubscribe\" value=\"One-Click\"".to_owned(),
        format!("href=\"../{token}\""),
    ] {
        assert!(asked.text.contains(&shown), "{shown}: {}", asked.text);
    }
    let done = press(&app, &path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(done.status, 200);
    assert_eq!(allowed(&app, lan).await, ["SMS SERVICE", "CALL SERVICE"]);
    let nothing = without_trace(&app, press(&app, &path, &[("List-Unsubscribe", "No")])).await;
    assert_eq!(nothing.status, 400);
});
