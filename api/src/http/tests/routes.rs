//! Health probes, the explorer page, and pages of other origins.

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
    routing::get as get_route,
};
use serde_json::json;

use super::support::{App, NEW, Options, Reply, post, with};
use crate::http::{AllowedOrigins, Readiness};

async fn fetch(app: &App, path: &str) -> Reply {
    app.send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn the_process_is_alive() {
    let reply = fetch(&App::new(), "/healthz").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), json!({ "status": "alive" }));
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn readiness_is_that_of_all_checks() {
    let ready = Readiness::new().check("database", || async { true });
    let app = App::with(Options {
        readiness: ready.clone(),
        ..Options::default()
    });
    let reply = fetch(&app, "/readyz").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({ "status": "ready", "checks": { "database": "ok" } })
    );

    let readiness = ready.check("sequencer", || async { false });
    let app = App::with(Options {
        readiness,
        ..Options::default()
    });
    let reply = fetch(&app, "/readyz").await;
    assert_eq!(reply.status, 503);
    assert_eq!(
        reply.json(),
        json!({ "status": "unavailable", "checks": { "database": "ok", "sequencer": "failed" } })
    );
}

#[tokio::test]
async fn a_check_that_hangs_has_failed() {
    let readiness = Readiness::new()
        .patience(std::time::Duration::from_millis(10))
        .check("database", std::future::pending);
    let app = App::with(Options {
        readiness,
        ..Options::default()
    });
    let reply = fetch(&app, "/readyz").await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.json()["checks"]["database"], "timed out");
}

#[tokio::test]
async fn the_explorer_is_there_in_development_only() {
    assert_eq!(fetch(&App::new(), "/").await.status, 404);
    let app = App::with(Options {
        explorer: true,
        ..Options::default()
    });
    let reply = fetch(&app, "/").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let policy = reply.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-"),
        "{policy}"
    );
    assert!(policy.contains("connect-src 'self'"));
}

#[tokio::test]
async fn every_reply_has_a_request_id() {
    for path in ["/healthz", "/readyz", "/nowhere", "/graphql"] {
        let reply = fetch(&App::new(), path).await;
        assert_eq!(reply.header("x-request-id"), "made-up", "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_panic_outside_the_endpoint_is_500() {
    let other = Router::new().route("/broken", get_route(panicking));
    let app = App::with(Options {
        other,
        ..Options::default()
    });
    let reply = fetch(&app, "/broken").await;
    assert_eq!(reply.status, 500);
    assert_eq!(reply.code(), "INTERNAL");
    assert_eq!(reply.header("x-request-id"), "made-up");
}

async fn panicking() -> &'static str {
    panic!("on purpose")
}

fn preflight(origin: &str) -> Request<Body> {
    Request::builder()
        .method(Method::OPTIONS)
        .uri("/graphql")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn pages_of_admitted_origins_may_call() {
    let origins = AllowedOrigins::new(["https://app.example.org/"]);
    let app = App::with(Options {
        origins,
        ..Options::default()
    });
    let reply = app.send(preflight("https://app.example.org")).await;
    assert_eq!(reply.status, 204);
    assert_eq!(
        reply.header("access-control-allow-origin"),
        "https://app.example.org"
    );
    assert!(
        reply
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
    assert_eq!(reply.header("access-control-allow-credentials"), "");

    let call = || post(NEW, json!({ "query": "{ hello }" }));
    let reply = app
        .send(with(call(), "origin", "https://app.example.org"))
        .await;
    assert_eq!(
        reply.header("access-control-allow-origin"),
        "https://app.example.org"
    );
    let vary: Vec<_> = reply.headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["Accept, Accept-Language, Authorization", "Origin"]);

    for stranger in ["https://evil.example.org", "http://app.example.org", "null"] {
        let reply = app.send(preflight(stranger)).await;
        assert_eq!(reply.status, 405, "{stranger}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
        let reply = app.send(with(call(), "origin", stranger)).await;
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn without_a_list_no_other_origin_is_admitted() {
    let reply = App::new().send(preflight("https://app.example.org")).await;
    assert_eq!(reply.status, 405);
    assert_eq!(reply.header("access-control-allow-origin"), "");
}
