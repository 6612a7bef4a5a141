//! A database that is away, at the start and later.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::program::{Program, env_in, get, graphql};
use crate::support::postgres::PrivateCluster;

const CITIES: &str = "{ cities { name } }";

async fn ready(address: SocketAddr) -> (u16, Value) {
    let (status, body) = get(address, "/readyz").await;
    (
        status,
        serde_json::from_str(&body).expect("a report is JSON"),
    )
}

/// The process lives, is not ready because of these checks, and tells clients so without telling
/// them more.
async fn is_away(address: SocketAddr, failed: &[&str]) {
    let (status, body) = get(address, "/healthz").await;
    assert_eq!((status, body.as_str()), (200, r#"{"status":"alive"}"#));
    let (status, report) = ready(address).await;
    assert_eq!((status, &report["status"]), (503, &json!("unavailable")));
    let checks = report["checks"].as_object().expect("checks by name");
    let not_ok: Vec<&str> = checks
        .iter()
        .filter(|(_, outcome)| *outcome != "ok")
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(not_ok, failed, "{report}");

    let (status, answer) = graphql(address, None, CITIES, json!({})).await;
    let errors = answer["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 1, "{answer}");
    assert_eq!(errors[0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert_eq!(status, 503, "{answer}");
    let told = "The service is interrupted. Try again in a minute; nothing was changed.";
    assert_eq!(errors[0]["message"], told);
    let told = answer.to_string().to_lowercase();
    for inside in [
        "sql",
        "postgres",
        "127.0.0.1",
        "pool",
        "connection",
        "refused",
    ] {
        assert!(!told.contains(inside), "{inside} in {told}");
    }
}

async fn is_there(address: SocketAddr) {
    let (status, answer) = graphql(address, None, CITIES, json!({})).await;
    assert_eq!((status, answer), (200, json!({ "data": { "cities": [] } })));
}

/// Whether it is ready again within so many probes; each waits for its connection.
async fn recovers(address: SocketAddr) -> bool {
    for _ in 0..20 {
        if ready(address).await.0 == 200 {
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_waited_for_and_found_again() {
    let Some(cluster) = PrivateCluster::create().await else {
        return;
    };
    cluster.stop().await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut env = env_in(folder.path());
    env.push(("DATABASE_URL", cluster.url()));
    env.push(("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "1".to_owned()));
    let mut program = Program::serve(&[], &env);
    let address = program.address().await;
    is_away(address, &["database", "schema"]).await;

    cluster.start().await;
    program.says("ready").await;
    assert!(recovers(address).await, "{:#?}", program.log());
    is_there(address).await;

    // In good order, and not.
    cluster.stop().await;
    is_away(address, &["database"]).await;
    cluster.start().await;
    assert!(recovers(address).await, "{:#?}", program.log());
    is_there(address).await;

    cluster.crash().await;
    is_away(address, &["database"]).await;
    is_away(address, &["database"]).await;
    cluster.start().await;
    assert!(recovers(address).await, "{:#?}", program.log());
    for _ in 0..10 {
        is_there(address).await;
    }
    program.terminate();
    assert_eq!(program.exit().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_waits_for_its_database_can_be_asked_to_end() {
    let Some(cluster) = PrivateCluster::create().await else {
        return;
    };
    cluster.stop().await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut env = env_in(folder.path());
    env.push(("DATABASE_URL", cluster.url()));
    env.push(("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "1".to_owned()));
    let mut program = Program::serve(&[], &env);
    program.says("the database does not answer yet").await;
    program.terminate();
    assert_eq!(program.exit().await.code(), Some(0));
}
