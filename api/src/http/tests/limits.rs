//! Requests that are too large or take too long.

use std::{sync::atomic::Ordering, time::Duration};

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::json;

use super::support::{App, NEW, OLD, Options, post, raw_post, with};
use crate::http::Limits;

fn small() -> App {
    App::with(Options {
        limits: Limits {
            body: 100,
            ..Limits::default()
        },
        ..Options::default()
    })
}

/// A mutation padded to `length` bytes.
fn body_of(length: usize) -> String {
    let body = r#"{"query":"mutation { bump }"}"#;
    format!("{body}{}", " ".repeat(length - body.len()))
}

fn chunked(text: &str) -> Body {
    let chunks: Vec<_> = text
        .as_bytes()
        .chunks(7)
        .map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk)))
        .collect();
    Body::from_stream(stream::iter(chunks))
}

#[tokio::test]
async fn a_body_is_measured_as_it_arrives() {
    let app = small();
    assert_eq!(
        app.send(raw_post(NEW, Some(OLD), body_of(100)))
            .await
            .status,
        200
    );
    assert_eq!(
        app.send(raw_post(NEW, Some(OLD), chunked(&body_of(100))))
            .await
            .status,
        200
    );
    assert_eq!(app.bumps.load(Ordering::SeqCst), 2);
    for request in [
        raw_post(NEW, Some(OLD), body_of(101)),
        raw_post(NEW, Some(OLD), chunked(&body_of(101))),
        // Content-Length promises less than comes, and more than comes.
        with(
            raw_post(NEW, Some(OLD), chunked(&body_of(5000))),
            "content-length",
            "10",
        ),
        with(
            raw_post(NEW, Some(OLD), chunked(&body_of(50))),
            "content-length",
            "101",
        ),
    ] {
        let reply = app.send(request).await;
        assert_eq!(reply.status, 413);
        assert_eq!(reply.code(), "LIMIT_EXCEEDED");
        assert_eq!(reply.json()["errors"][0]["extensions"]["maximum"], 100);
    }
    assert_eq!(app.bumps.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"      ")));
    let reply = small()
        .send(raw_post(NEW, Some(OLD), Body::from_stream(endless)))
        .await;
    assert_eq!(reply.status, 413);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let broken = stream::iter([
        Ok(Bytes::from_static(b"{")),
        Err(std::io::Error::other("reset")),
    ]);
    let reply = small()
        .send(raw_post(NEW, Some(OLD), Body::from_stream(broken)))
        .await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.message(), "The body could not be read to its end.");
}

#[tokio::test]
async fn a_body_that_never_comes_is_408() {
    let never = stream::pending::<Result<Bytes, std::io::Error>>();
    let limits = Limits {
        receive: Duration::from_millis(10),
        ..Limits::default()
    };
    let app = App::with(Options {
        limits,
        ..Options::default()
    });
    let reply = app
        .send(raw_post(NEW, Some(OLD), Body::from_stream(never)))
        .await;
    assert_eq!(reply.status, 408);
    assert_eq!(reply.code(), "TIMEOUT");
    assert_eq!(reply.message(), "The body did not arrive within 0.01 s.");
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_503() {
    let limits = Limits {
        execution: Duration::from_millis(10),
        ..Limits::default()
    };
    let app = App::with(Options {
        limits,
        ..Options::default()
    });
    for accept in [NEW, OLD] {
        let reply = app
            .send(post(accept, json!({ "query": "{ forever }" })))
            .await;
        assert_eq!(reply.status, 503);
        assert_eq!(reply.code(), "TIMEOUT");
        assert_eq!(reply.message(), "The operation was given up after 0.01 s.");
        assert_eq!(
            reply.json()["errors"][0]["extensions"]["requestId"],
            "made-up"
        );
    }
}

#[tokio::test]
async fn each_limit_of_a_document_names_itself_and_the_figures() {
    let app = App::new();
    let bomb: String = (0..14)
        .map(|n| format!(" fragment F{n} on Query {{ ...F{} ...F{} }}", n + 1, n + 1))
        .collect();
    for (document, limit, maximum, actual) in [
        (
            format!("{{ {} }}", "hello ".repeat(1999)),
            "tokens",
            2000,
            2001,
        ),
        (
            format!("{{ hello(name: {}", "[".repeat(70)),
            "nesting",
            64,
            72,
        ),
        (
            format!("{{ node {} }}", "{ next ".repeat(16) + &"}".repeat(16)),
            "depth",
            15,
            17,
        ),
        (
            format!(
                "{{ {} }}",
                (0..31).map(|n| format!("a{n}: hello ")).collect::<String>()
            ),
            "aliases",
            30,
            31,
        ),
        (
            format!("{{ hello {} }}", "@include(if: true) ".repeat(51)),
            "directives",
            50,
            51,
        ),
        (
            format!("{{ ...F0 }}{bomb} fragment F14 on Query {{ hello }}"),
            "selections",
            5000,
            3 * (1 << 14) - 1,
        ),
    ] {
        let reply = app.ask(&document).await;
        assert_eq!(reply.status, 400, "{limit}");
        let error = &reply.json()["errors"][0];
        assert_eq!(
            error["extensions"],
            json!({
                "code": "LIMIT_EXCEEDED", "limit": limit, "maximum": maximum, "actual": actual,
                "requestId": "made-up",
            })
        );
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&maximum.to_string()), "{message}");
        assert!(message.contains(&actual.to_string()), "{message}");
    }
}

#[tokio::test]
async fn the_schemas_own_limit_gets_a_code_and_a_figure() {
    let reply = App::new().ask("{ nodes(count: 6000) { id } }").await;
    assert_eq!(reply.code(), "LIMIT_EXCEEDED");
    assert_eq!(
        reply.json()["errors"][0]["extensions"]["limit"],
        "complexity"
    );
    assert_eq!(reply.json()["errors"][0]["extensions"]["maximum"], 5000);
    assert_eq!(
        App::new().ask("{ nodes(count: 60) { id } }").await.status,
        200
    );
}

#[tokio::test]
async fn a_large_fragment_bomb_is_refused_at_once() {
    let bomb: String = (0..100)
        .map(|n| format!(" fragment F{n} on Query {{ ...F{} ...F{} }}", n + 1, n + 1))
        .collect();
    let reply = App::new()
        .ask(&format!(
            "{{ ...F0 }}{bomb} fragment F100 on Query {{ hello }}"
        ))
        .await;
    assert_eq!(reply.code(), "LIMIT_EXCEEDED");
}
