//! `Cache-Control`, `ETag`, 304 and `Vary`.

use serde_json::json;

use super::support::{App, NEW, OLD, get, post, with};

#[tokio::test]
async fn an_anonymous_get_of_hinted_fields_may_be_cached() {
    let app = App::new();
    let reply = app.send(get(NEW, &[("query", "{ news }")])).await;
    assert_eq!(reply.header("cache-control"), "public, max-age=60");
    assert_eq!(
        reply.header("vary"),
        "Accept, Accept-Language, Authorization"
    );
    let tag = reply.header("etag").to_owned();
    assert!(
        tag.starts_with('"') && tag.ends_with('"') && tag.len() > 20,
        "{tag}"
    );

    let again = app
        .send(with(
            get(NEW, &[("query", "{ news }")]),
            "if-none-match",
            &tag,
        ))
        .await;
    assert_eq!(again.status, 304);
    assert!(again.bytes.is_empty());
    assert_eq!(again.header("etag"), tag);
    assert_eq!(again.header("cache-control"), "public, max-age=60");
    assert_eq!(
        again.header("vary"),
        "Accept, Accept-Language, Authorization"
    );
    assert_eq!(again.header("content-type"), "");

    let other = app
        .send(with(
            get(OLD, &[("query", "{ news }")]),
            "if-none-match",
            &tag,
        ))
        .await;
    assert_eq!(other.status, 200);
    assert_ne!(other.header("etag"), tag);
}

#[tokio::test]
async fn a_private_hint_stays_private() {
    let reply = App::new()
        .send(get(NEW, &[("query", "{ news mine }")]))
        .await;
    assert_eq!(reply.header("cache-control"), "private, max-age=30");
}

#[tokio::test]
async fn nothing_else_is_stored() {
    let app = App::new();
    let query = [("query", "{ news }")];
    for request in [
        post(NEW, json!({ "query": "{ news }" })),
        with(get(NEW, &query), "authorization", "Bearer abc"),
        with(get(NEW, &query), "x-graphql-cost", "1"),
        get(NEW, &[("query", "{ hello }")]),
        get(NEW, &[("query", "{ news fails }")]),
        get(NEW, &[("query", "{ unknown }")]),
        get("text/html", &query),
    ] {
        let reply = app.send(with(request, "if-none-match", "*")).await;
        assert_ne!(reply.status, 304);
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("etag"), "");
    }
}
