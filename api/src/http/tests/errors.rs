//! Which errors of resolvers reach the client, and as what.

use serde_json::json;

use super::support::{App, NEW, post};

#[tokio::test]
async fn an_unforeseen_error_becomes_internal_and_says_nothing() {
    let app = App::new();
    let reply = app.ask("{ fails hello }").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "errors": [{
                "message": "Internal error",
                "locations": [{ "line": 1, "column": 3 }],
                "path": ["fails"],
                "extensions": { "code": "INTERNAL", "requestId": "made-up" },
            }],
            "data": { "fails": null, "hello": "Hello, world!" },
        })
    );
}

#[tokio::test]
async fn an_error_that_nulls_everything_is_still_a_result() {
    let app = App::new();
    let reply = app.ask("{ failsHard }").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.code(), "INTERNAL");
    assert_eq!(reply.json().get("data"), Some(&json!(null)));
    assert!(!String::from_utf8(reply.bytes).unwrap().contains("10.1.2.3"));
}

#[tokio::test]
async fn an_error_of_ours_is_not_taken_for_a_complaint_about_a_value() {
    let reply = App::new().ask("{ failsLikeAValue }").await;
    assert_eq!(reply.code(), "INTERNAL");
    assert_eq!(reply.message(), "Internal error");
}

#[tokio::test]
async fn an_expected_error_passes_with_its_code() {
    let reply = App::new().ask("{ forbidden }").await;
    assert_eq!(reply.message(), "Not yours.");
    assert_eq!(
        reply.json()["errors"][0]["extensions"],
        json!({ "code": "FORBIDDEN", "requestId": "made-up" })
    );
}

#[tokio::test]
async fn a_value_that_a_scalar_refuses_is_bad_input() {
    let app = App::new();
    for (value, start) in [
        (json!(3), "Failed to parse \"Even\""),
        (json!("x"), "Expected input type \"Even\""),
    ] {
        let query = "query($n: Even!) { even(n: $n) }";
        let reply = app
            .send(post(
                NEW,
                json!({ "query": query, "variables": { "n": value } }),
            ))
            .await;
        assert_eq!(reply.code(), "BAD_USER_INPUT", "{}", reply.json());
        assert!(
            reply.message().starts_with(start) || reply.message().starts_with("Invalid value"),
            "{}",
            reply.message()
        );
    }
}

#[tokio::test]
async fn a_panic_becomes_internal() {
    let app = App::new();
    let reply = app.ask("{ panics }").await;
    assert_eq!(reply.status, 500);
    assert!(reply.header("content-type").starts_with(NEW));
    assert_eq!(reply.header("x-request-id"), "made-up");
    assert_eq!(
        reply.json(),
        json!({ "errors": [{
            "message": "Internal error",
            "extensions": { "code": "INTERNAL", "requestId": "made-up" },
        }] })
    );
    assert_eq!(app.ask("{ hello }").await.status, 200);
}
