//! The matrix: every field of the schema, as every actor, on both databases.

use futures_util::{StreamExt, stream};

use super::case::{Cases, Row, rows};
use super::document::{document, hold};
use super::mutations::mutations;
use super::objects::{objects, unseen};
use super::queries::queries;
use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, name};

/// Fields of a root that each play on a database of their own, so many at a time.
const AT_ONCE: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    hold(&matrix(false).await, true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if TestApp::postgres().await.is_some() {
        hold(&matrix(true).await, false);
    }
}

async fn fresh(postgres: bool) -> TestApp {
    if postgres {
        return TestApp::postgres()
            .await
            .expect("there was a PostgreSQL before");
    }
    TestApp::sqlite().await
}

async fn matrix(postgres: bool) -> String {
    let app = fresh(postgres).await;
    let schema = Introspection::read(&app).await;
    let mut roots = Vec::new();
    let none: Cases = |_| Vec::new();
    for (title, root, cases) in [
        ("Queries", "query", queries as Cases),
        ("Mutations", "mutation", mutations),
        ("Subscriptions", "subscription", none),
    ] {
        let fields: Vec<String> = schema
            .root_fields(root)
            .iter()
            .map(|field| name(field).to_owned())
            .collect();
        roots.push((title, played(postgres, fields, cases).await));
    }
    let mut lacking: Vec<String> = roots
        .iter()
        .flat_map(|(_, fields)| fields)
        .filter(|(_, rows)| rows.is_empty())
        .map(|(field, _)| format!("{field} has no case"))
        .collect();
    let objects = objects(&app, &schema).await;
    lacking.extend(
        unseen(&objects, &schema)
            .iter()
            .map(|field| format!("{field}: no door shows it")),
    );
    assert!(lacking.is_empty(), "\n{}", lacking.join("\n"));
    document(&roots, &objects)
}

async fn played(postgres: bool, fields: Vec<String>, cases: Cases) -> Vec<(String, Vec<Row>)> {
    let play = |field: String| {
        tokio::spawn(async move {
            let app = fresh(postgres).await;
            let rows = rows(&app, &field, cases).await;
            (field, rows)
        })
    };
    stream::iter(fields)
        .map(play)
        .buffered(AT_ONCE)
        .map(|played| played.expect("no field's cases failed"))
        .collect()
        .await
}
