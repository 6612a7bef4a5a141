//! A database that is away, at the start and later.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::program::{Program, env_in, get, graphql, printed};
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
async fn is_away(address: SocketAddr, token: Option<&str>, failed: &[&str]) {
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

    // Without a token it is found out while the operation runs, so that GraphQL answers; with one
    // before that, when the caller is looked up, and HTTP answers.
    let mut callers = vec![(None, 200)];
    callers.extend(token.map(|token| (Some(token), 503)));
    for (token, expected) in callers {
        let (status, answer) = graphql(address, token, CITIES, json!({})).await;
        assert_eq!(status, expected, "{answer}");
        let errors = answer["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{answer}");
        assert_eq!(errors[0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
        let message = "The service is interrupted. Try again in a minute; nothing was changed.";
        assert_eq!(errors[0]["message"], message);
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
}

async fn is_there(address: SocketAddr, token: Option<&str>) {
    let (status, answer) = graphql(address, token, CITIES, json!({})).await;
    let cities = json!([{ "name": "睦安市" }]);
    assert_eq!(
        (status, &answer["data"]["cities"]),
        (200, &cities),
        "{answer}"
    );
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
    is_away(address, None, &["database", "schema"]).await;

    cluster.start().await;
    program.says("ready").await;
    assert!(recovers(address).await, "{:#?}", program.log());
    let init = ["admin", "init", "--city", "睦安市", "--name", "李明"];
    let made = printed(&init, &env).await;
    let made: Value = serde_json::from_str(&made).expect("ids as JSON");
    let person = made["person"].as_str().expect("the person's id");
    let token = printed(&["admin", "token", "--person", person], &env).await;
    let token = token.trim();
    program.keeps_quiet_about(["睦安市", "李明", token].map(str::to_owned));
    is_there(address, None).await;

    // In good order, and not.
    cluster.stop().await;
    is_away(address, Some(token), &["database"]).await;
    cluster.start().await;
    assert!(recovers(address).await, "{:#?}", program.log());
    is_there(address, Some(token)).await;

    cluster.crash().await;
    is_away(address, Some(token), &["database"]).await;
    is_away(address, Some(token), &["database"]).await;
    cluster.start().await;
    assert!(recovers(address).await, "{:#?}", program.log());
    for _ in 0..10 {
        is_there(address, Some(token)).await;
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
