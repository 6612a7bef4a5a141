//! What the page's answers carry, and what it does not take.

use axum::http::Method;
use mulin_domain::rsvp::Answer;

use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::support::answer::Answer as Reply;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn holds(reply: &Reply) {
    let header = |name: &str| {
        let value = reply.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    };
    assert_eq!(header("cache-control"), "no-store", "{}", reply.status);
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("x-robots-tag"), "noindex, nofollow");
    let policy = header("content-security-policy");
    let (before, rest) = policy.split_once("'sha256-").expect("the style's hash");
    let (_, after) = rest.split_once("'; ").expect("it ends");
    assert_eq!(before, "default-src 'none'; style-src ");
    assert_eq!(
        after,
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert!(!reply.headers.contains_key("set-cookie"));
    assert!(!reply.headers.contains_key("etag"));
}

both_databases!(every_answer_is_kept_by_nobody_and_runs_nothing, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let path = format!("/l/{link}");
    for (expected, reply) in [
        (200, look(&app, &link).await),
        (200, request(&app, Method::HEAD, &path, &[], "").await),
        (405, request(&app, Method::OPTIONS, &path, &[], "").await),
        (
            405,
            request(&app, Method::PATCH, &path, &[FORM], "answer=GOING").await,
        ),
        (404, look(&app, "x").await),
        (404, look(&app, "%ff").await),
        (303, press(&app, &link, &[("answer", "GOING")]).await),
        (422, press(&app, &link, &[]).await),
        (
            415,
            request(&app, Method::POST, &path, &[], "answer=GOING").await,
        ),
    ] {
        assert_eq!(reply.status, expected);
        holds(&reply);
        if reply.status.is_redirection() {
            assert_eq!(reply.headers["location"], "?done=saved");
        }
    }
});

both_databases!(only_forms_of_its_own_are_taken, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let answer = respond(&app.core, who, event, Answer::Maybe, 1).await;
    answer.expect("taken");
    let link = handle(&app, event, who).await;
    app.run_due_work().await;
    let path = format!("/l/{link}");
    let huge = format!("answer=GOING&note={}", "x".repeat(385 * 1024));
    let small = "answer=GOING&adults=2";
    for (expected, headers, body) in [
        (415, vec![], small),
        (415, vec![("content-type", "text/plain")], small),
        (
            415,
            vec![("content-type", "application/json")],
            "{\"answer\":\"GOING\"}",
        ),
        (
            415,
            vec![("content-type", "multipart/form-data; boundary=x")],
            small,
        ),
        (415, vec![FORM, ("content-type", "text/plain")], small),
        (403, vec![FORM, ("sec-fetch-site", "cross-site")], small),
        (403, vec![FORM, ("sec-fetch-site", "same-site")], small),
        (403, vec![FORM, ("origin", "https://evil.example")], small),
        (
            403,
            vec![
                FORM,
                ("host", "mulin.example"),
                ("origin", "https://mulin.example.evil.example"),
            ],
            small,
        ),
        (413, vec![FORM], huge.as_str()),
        (413, vec![FORM, ("content-length", "99999999")], small),
    ] {
        let sent = request(&app, Method::POST, &path, &headers, body.to_owned());
        let reply = without_trace(&app, sent).await;
        assert_eq!(reply.status, expected, "{headers:?}");
        holds(&reply);
        assert!(
            reply.text.contains("没有收到"),
            "{headers:?}: {}",
            reply.text
        );
    }
    // Old browsers tell nothing of where they come from.
    let plain = request(&app, Method::POST, &path, &[FORM], small.to_owned()).await;
    assert_eq!(plain.status, 303);
});
