//! What production does not show.

use serde_json::json;

use super::program::{Program, env_in, get, graphql};

const INTROSPECTION: &str = "{ __schema { queryType { name } } }";
const PAGES: [&str; 4] = ["/", "/dev/outbox", "/dev/outbox.json", "/dev/outbox/a.eml"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn production_has_no_development_pages_and_no_introspection() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let program = Program::serve(&[], &env_in(folder.path()));
    program.says("ready").await;
    let address = program.address().await;
    for page in PAGES {
        assert_eq!(get(address, page).await.0, 404, "{page}");
    }
    let (_, answer) = graphql(address, None, INTROSPECTION, json!({})).await;
    assert!(answer["data"]["__schema"].is_null(), "{answer}");
    assert!(!answer.to_string().contains("Query"), "{answer}");
    assert_eq!(get(address, "/healthz").await.0, 200);
    assert_eq!(get(address, "/readyz").await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn development_has_both() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let program = Program::serve(&["--dev"], &env_in(folder.path()));
    program.says("ready").await;
    let address = program.address().await;
    let (status, page) = get(address, "/").await;
    assert!(status == 200 && page.contains("<html"), "{page}");
    assert_eq!(get(address, "/dev/outbox").await.0, 200);
    assert_eq!(
        get(address, "/dev/outbox.json").await,
        (200, "[]".to_owned())
    );
    let (_, answer) = graphql(address, None, INTROSPECTION, json!({})).await;
    assert_eq!(answer["data"]["__schema"]["queryType"]["name"], "Query");
}
