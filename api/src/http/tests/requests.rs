//! Methods, media types, parameters, and how the outcome shows in status and body.

use std::sync::atomic::Ordering;

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::json;

use super::support::{App, NEW, OLD, get, post, raw_post, with};

#[tokio::test]
async fn a_query_is_answered_over_post_and_get() {
    let app = App::new();
    let query = "query Q($name: String) { hello(name: $name) }";
    let body = json!({ "query": query, "variables": { "name": "Mei" } });
    let reply = app.send(post(NEW, body)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.bytes, br#"{"data":{"hello":"Hello, Mei!"}}"#);
    let reply = app
        .send(get(
            NEW,
            &[("query", query), ("variables", r#"{"name":"Bo"}"#)],
        ))
        .await;
    assert_eq!(reply.bytes, br#"{"data":{"hello":"Hello, Bo!"}}"#);
    assert_eq!(
        reply.header("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
}

#[tokio::test]
async fn a_mutation_runs_over_post_only() {
    let app = App::new();
    for accept in [NEW, OLD] {
        let reply = app
            .send(get(accept, &[("query", "mutation { bump }")]))
            .await;
        assert_eq!(reply.status, 405);
        assert_eq!(reply.header("allow"), "POST");
        assert_eq!(reply.code(), "BAD_REQUEST");
    }
    let mut head = get(NEW, &[("query", "mutation { bump }")]);
    *head.method_mut() = Method::HEAD;
    assert_eq!(app.send(head).await.status, 405);
    let many = "query A { hello } mutation B { bump }";
    let reply = app
        .send(get(NEW, &[("query", many), ("operationName", "B")]))
        .await;
    assert_eq!(reply.status, 405);
    assert_eq!(app.bumps.load(Ordering::SeqCst), 0);
    let reply = app
        .send(get(NEW, &[("query", many), ("operationName", "A")]))
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        app.ask("mutation { bump }").await.json(),
        json!({ "data": { "bump": 1 } })
    );
}

#[tokio::test]
async fn other_methods_are_405() {
    let app = App::new();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = Request::builder()
            .method(&method)
            .uri("/graphql")
            .body(Body::empty());
        let reply = app.send(request.unwrap()).await;
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("allow"), "GET, HEAD, POST");
    }
}

#[tokio::test]
async fn subscriptions_are_refused() {
    let app = App::new();
    for request in [
        post(NEW, json!({ "query": "subscription { x }" })),
        get(NEW, &[("query", "subscription { x }")]),
    ] {
        let reply = app.send(request).await;
        assert_eq!(reply.status, 400);
        assert_eq!(reply.code(), "OPERATION_RESOLUTION_FAILURE");
    }
}

#[tokio::test]
async fn only_json_in_utf8_is_read() {
    let app = App::new();
    let body = json!({ "query": "mutation { bump }" }).to_string();
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/graphql"),
        Some("application/json; charset=utf-16"),
        Some("application/jsonx"),
        Some(""),
    ] {
        let reply = app.send(raw_post(NEW, content_type, body.clone())).await;
        assert_eq!(reply.status, 415, "{content_type:?}");
        assert_eq!(reply.code(), "BAD_REQUEST");
    }
    let twice = with(
        raw_post(NEW, Some(OLD), body.clone()),
        "content-type",
        "text/plain",
    );
    assert_eq!(app.send(twice).await.status, 415);
    let packed = with(
        raw_post(NEW, Some(OLD), body.clone()),
        "content-encoding",
        "gzip",
    );
    assert_eq!(app.send(packed).await.status, 415);
    assert_eq!(app.bumps.load(Ordering::SeqCst), 0);
    for content_type in ["application/json", "Application/JSON;charset=\"UTF-8\""] {
        assert_eq!(
            app.send(raw_post(NEW, Some(content_type), body.clone()))
                .await
                .status,
            200
        );
    }
}

#[tokio::test]
async fn what_cannot_be_accepted_is_406() {
    let app = App::new();
    let reply = app
        .send(post("text/html", json!({ "query": "mutation { bump }" })))
        .await;
    assert_eq!(reply.status, 406);
    assert!(reply.header("content-type").starts_with("application/json"));
    assert_eq!(reply.code(), "BAD_REQUEST");
    assert_eq!(app.bumps.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_array_of_requests_is_refused() {
    let app = App::new();
    let reply = app
        .send(post(OLD, json!([{ "query": "mutation { bump }" }])))
        .await;
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.message(),
        "The body is an array; send one request a call, as an object."
    );
    assert_eq!(app.bumps.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn request_errors_are_400_or_200_and_have_no_data() {
    let app = App::new();
    for (body, code) in [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "" }), "GRAPHQL_PARSE_FAILED"),
        (
            json!({ "query": "{ unknown }" }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "{ hello { x } }" }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "{ ...F } fragment F on Query { ...F }" }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "query A { hello } query B { hello }" }),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            json!({ "query": "{ hello }", "operationName": "A" }),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            json!({ "query": "query($n: Int!) { double(n: $n) }" }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query($n: Int!) { double(n: $n) }", "variables": { "n": null } }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query($n: Int) { double(n: $n) }", "variables": { "n": "x" } }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query($w: Wish!) { wish(wish: $w) }", "variables": { "w": { "level": "NONE" } } }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query($w: Wish!) { wish(wish: $w) }", "variables": { "w": {} } }),
            "BAD_USER_INPUT",
        ),
    ] {
        for (accept, status) in [(NEW, 400), (OLD, 200)] {
            let reply = app.send(post(accept, body.clone())).await;
            assert_eq!(reply.status, status, "{body} {accept}");
            assert_eq!(reply.code(), code, "{}", reply.json());
            assert!(reply.json().get("data").is_none(), "{}", reply.json());
            assert_eq!(
                reply.json()["errors"][0]["extensions"]["requestId"],
                "made-up"
            );
            assert_eq!(reply.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn missing_variables_stop_the_operation_even_where_the_argument_is_nullable() {
    let app = App::new();
    let reply = app.send(post(
        NEW,
        json!({ "query": "mutation($a: Int!, $b: ID!) { bump(by: $a) __typename @include(if: true) x: bump(by: $a) }" }),
    ))
    .await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["errors"].as_array().unwrap().len(), 2);
    assert_eq!(
        reply.json()["errors"][1]["locations"],
        json!([{ "line": 1, "column": 20 }])
    );
    assert_eq!(app.bumps.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_executor_learns_who_asks_and_how() {
    let app = App::new();
    let mut request = post(NEW, json!({ "query": "{ hello }" }));
    for (name, value) in [
        ("authorization", "Bearer abc"),
        ("accept-language", "en;q=0.5, zh-Hans"),
        ("x-graphql-cost", "1"),
        ("x-request-id", "mine-1"),
    ] {
        request = with(request, name, value);
    }
    let reply = app.send(request).await;
    assert_eq!(reply.header("x-request-id"), "mine-1");
    let seen = app.seen.lock().unwrap().pop().unwrap();
    assert_eq!(seen.token.as_deref(), Some("abc"));
    assert_eq!(seen.locales, ["zh-Hans", "en"]);
    assert!(seen.wants_cost);
    assert_eq!(seen.request_id, "mine-1");
}

#[tokio::test]
async fn an_insane_request_id_is_replaced() {
    let app = App::new();
    for sent in ["a b", "<x>", &"x".repeat(65)] {
        let request = with(
            post(NEW, json!({ "query": "{ hello }" })),
            "x-request-id",
            sent,
        );
        assert_eq!(app.send(request).await.header("x-request-id"), "made-up");
    }
}

#[tokio::test]
async fn a_bad_credential_is_401_with_a_challenge() {
    let app = App::new();
    for value in ["Bearer expired", "Basic dTpw", "Bearer"] {
        for accept in [NEW, OLD] {
            let request = post(accept, json!({ "query": "{ hello }" }));
            let reply = app.send(with(request, "authorization", value)).await;
            assert_eq!(reply.status, 401, "{value}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            assert_eq!(reply.code(), "UNAUTHENTICATED");
            assert!(reply.json().get("data").is_none());
        }
    }
}

#[tokio::test]
async fn a_spent_budget_is_429_and_says_when_to_come_back() {
    let app = App::new();
    let request = post(NEW, json!({ "query": "{ hello }" }));
    let reply = app
        .send(with(request, "authorization", "Bearer greedy"))
        .await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.header("retry-after"), "2");
    assert_eq!(reply.code(), "THROTTLED");
}
