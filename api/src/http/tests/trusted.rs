//! Documents named by their hash.

use std::fs;

use serde_json::{Value as Json, json};

use super::support::{App, NEW, OLD, Options, get, post};
use crate::http::{
    Limits,
    trusted::{DocumentHash, Documents, LoadError, Policy, Registry},
};

const HELLO: &str = "query Hello { hello }";

fn persisted(hash: &str) -> Json {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

fn registered(policy: Policy) -> App {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    fs::write(
        folder.path().join("below/hello.graphql"),
        format!("{HELLO}\n"),
    )
    .unwrap();
    fs::write(folder.path().join("bump.graphql"), "mutation { bump }").unwrap();
    fs::write(folder.path().join("notes.txt"), "no document").unwrap();
    let registry = Registry::load(folder.path(), &Limits::default()).unwrap();
    assert_eq!(registry.len(), 3);
    App::with(Options {
        documents: Documents::new(registry, policy),
        ..Options::default()
    })
}

#[tokio::test]
async fn a_registered_document_runs_by_its_hash() {
    let app = registered(Policy::RegisteredOnly);
    let hash = DocumentHash::of(HELLO).to_string();
    let with_newline = DocumentHash::of(&format!("{HELLO}\n")).to_string();
    for id in [hash.clone(), format!("sha256:{hash}"), with_newline] {
        for request in [
            post(NEW, json!({ "documentId": id })),
            post(NEW, json!({ "extensions": persisted(&id) })),
            get(NEW, &[("documentId", &id)]),
            get(NEW, &[("extensions", &persisted(&id).to_string())]),
        ] {
            let reply = app.send(request).await;
            assert_eq!(
                reply.json(),
                json!({ "data": { "hello": "Hello, world!" } })
            );
        }
    }
    // The text itself does as well: it is the same document.
    assert_eq!(app.ask(HELLO).await.status, 200);
}

#[tokio::test]
async fn a_registered_mutation_is_still_no_get() {
    let app = registered(Policy::RegisteredOnly);
    let id = DocumentHash::of("mutation { bump }").to_string();
    assert_eq!(app.send(get(NEW, &[("documentId", &id)])).await.status, 405);
    assert_eq!(
        app.send(post(NEW, json!({ "documentId": id })))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn nothing_else_runs_when_only_registered_documents_may() {
    let app = registered(Policy::RegisteredOnly);
    let other = "{ hello }";
    let hash = DocumentHash::of(other).to_string();
    for (accept, status) in [(NEW, 400), (OLD, 200)] {
        let reply = app.send(post(accept, json!({ "query": other }))).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (status, "DOCUMENT_NOT_TRUSTED")
        );
        let body = json!({ "query": other, "extensions": persisted(&hash) });
        let reply = app.send(post(accept, body)).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (status, "DOCUMENT_NOT_TRUSTED")
        );
        let reply = app.send(post(accept, json!({ "documentId": hash }))).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (status, "PERSISTED_QUERY_NOT_FOUND")
        );
    }
    assert!(app.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_document_is_learned_from_a_client_that_sends_it_with_its_hash() {
    let app = App::new();
    let hash = DocumentHash::of(HELLO).to_string();
    let by_hash = || post(OLD, json!({ "extensions": persisted(&hash) }));
    let reply = app.send(by_hash()).await;
    assert_eq!(reply.message(), "PersistedQueryNotFound");
    assert_eq!(reply.code(), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(reply.header("cache-control"), "no-store");

    let lie = json!({ "query": "{ double }", "extensions": persisted(&hash) });
    let reply = app.send(post(OLD, lie)).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.message(), "The hash is not that of \"query\".");
    assert_eq!(
        app.send(by_hash()).await.code(),
        "PERSISTED_QUERY_NOT_FOUND"
    );

    let both = json!({ "query": HELLO, "extensions": persisted(&hash) });
    assert_eq!(
        app.send(post(OLD, both)).await.json()["data"]["hello"],
        "Hello, world!"
    );
    assert_eq!(
        app.send(by_hash()).await.json()["data"]["hello"],
        "Hello, world!"
    );
}

#[tokio::test]
async fn what_does_not_parse_is_not_learned() {
    let app = App::new();
    let hash = DocumentHash::of("{").to_string();
    let reply = app
        .send(post(NEW, json!({ "query": "{", "documentId": hash })))
        .await;
    assert_eq!(reply.code(), "GRAPHQL_PARSE_FAILED");
    let reply = app.send(post(NEW, json!({ "documentId": hash }))).await;
    assert_eq!(reply.code(), "PERSISTED_QUERY_NOT_FOUND");
}

#[test]
fn a_manifest_is_verified() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let load = |manifest: Json| {
        fs::write(file.path(), manifest.to_string()).unwrap();
        Registry::load(file.path(), &Limits::default())
    };
    let hash = DocumentHash::of(HELLO).to_string();
    assert_eq!(load(json!({ hash.clone(): HELLO })).unwrap().len(), 1);
    assert_eq!(
        load(json!({ format!("sha256:{hash}"): HELLO }))
            .unwrap()
            .len(),
        1
    );
    assert!(load(json!({})).unwrap().is_empty());
    let wrong = load(json!({ hash.clone(): "{ other }" })).unwrap_err();
    assert!(matches!(wrong, LoadError::WrongHash { .. }), "{wrong}");
    let broken = DocumentHash::of("{").to_string();
    let error = load(json!({ broken.clone(): "{" }))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&broken) && error.contains("Syntax error"),
        "{error}"
    );
    assert!(matches!(
        load(json!([])).unwrap_err(),
        LoadError::NoManifest { .. }
    ));
}

#[test]
fn a_folder_with_a_faulty_document_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.graphql"), "{ ").unwrap();
    let error = Registry::load(folder.path(), &Limits::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("bad.graphql"), "{error}");
    let missing = Registry::load(&folder.path().join("none"), &Limits::default()).unwrap_err();
    assert!(matches!(missing, LoadError::Unreadable { .. }));
}
