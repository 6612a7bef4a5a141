//! The matrix: every field of the schema, as every actor, on both databases.

use futures_util::{StreamExt, stream};

use super::case::{Cases, Row, rows};
use super::document::{self, hold, hold_section};
use super::mutations::mutations;
use super::objects::{objects, unseen};
use super::queries::queries;
use super::subscriptions::subscriptions;
use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, name};
use crate::support::postgres::database;

/// Fields of a root that each play on a database of their own, so many at a time.
const AT_ONCE: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let mut sections = shown(false).await;
    sections.insert(1, section(false, "Mutations", "mutation", mutations).await);
    hold(&sections.concat());
}

/// The same where conditions of SQL decide; what mutations may do is decided on loaded rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if TestApp::postgres().await.is_some() {
        for section in shown(true).await {
            hold_section(&section);
        }
    }
}

async fn fresh(postgres: bool) -> TestApp {
    // Personal links have an address only where that is known.
    let env = [("MULIN_HTTP__PUBLIC_URL", "https://events.example.org")];
    let database = if postgres { database().await } else { None };
    assert_eq!(
        database.is_some(),
        postgres,
        "there was a PostgreSQL before"
    );
    TestApp::new(database, &env).await
}

/// Queries, subscriptions and objects.
async fn shown(postgres: bool) -> Vec<String> {
    let queries = section(postgres, "Queries", "query", queries).await;
    let watched = section(postgres, "Subscriptions", "subscription", subscriptions).await;
    let app = fresh(postgres).await;
    let schema = Introspection::read(&app).await;
    let objects = objects(&app, &schema).await;
    let lacking = unseen(&objects, &schema);
    assert!(lacking.is_empty(), "no door shows {}", lacking.join(", "));
    vec![queries, watched, document::objects(&objects)]
}

/// A root and its fields, none of which lacks a case.
async fn section(postgres: bool, title: &str, root: &str, cases: Cases) -> String {
    let schema = Introspection::read(&fresh(postgres).await).await;
    let fields = schema.root_fields(root).iter();
    let fields = fields.map(|field| name(field).to_owned()).collect();

    let played = played(postgres, fields, cases).await;
    let lacking: Vec<&str> = played
        .iter()
        .filter(|(_, rows)| rows.is_empty())
        .map(|(field, _)| field.as_str())
        .collect();
    assert!(lacking.is_empty(), "no case for {}", lacking.join(", "));
    document::root(title, &played)
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
