//! The server over real connections: serving, stopping, and the peer's address.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, routing::get};
use http_body_util::{BodyExt, Empty};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::support::App;
use crate::http::server::{PATIENCE, Stopped, serve};

struct Running {
    address: SocketAddr,
    shutdown: CancellationToken,
    server: JoinHandle<std::io::Result<Stopped>>,
}

async fn start(router: Router, grace: Duration) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let server = tokio::spawn(serve(listener, router, shutdown.clone(), grace, PATIENCE));
    Running {
        address,
        shutdown,
        server,
    }
}

async fn fetch(address: SocketAddr, path: &str) -> Result<String, String> {
    let client: Client<HttpConnector, Empty<bytes::Bytes>> =
        Client::builder(TokioExecutor::new()).build_http();
    let uri = format!("http://{address}{path}").parse().unwrap();
    let response = client.get(uri).await.map_err(|error| error.to_string())?;
    let bytes = response
        .into_body()
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

/// A route `/slow` that says when it has begun and waits for leave to end.
fn slow(leave: Arc<Notify>) -> (Router, mpsc::UnboundedReceiver<()>) {
    let (begun, has_begun) = mpsc::unbounded_channel();
    let route = get(move || {
        let (begun, leave) = (begun.clone(), Arc::clone(&leave));
        async move {
            begun.send(()).unwrap();
            leave.notified().await;
            "done"
        }
    });
    (Router::new().route("/slow", route), has_begun)
}

#[tokio::test]
async fn requests_that_run_are_finished_and_new_connections_refused() {
    let leave = Arc::new(Notify::new());
    let (router, mut has_begun) = slow(Arc::clone(&leave));
    let running = start(router, Duration::from_secs(60)).await;
    let address = running.address;
    let answer = tokio::spawn(fetch(address, "/slow"));
    has_begun.recv().await.unwrap();
    running.shutdown.cancel();
    // The listener is closed by the server's own task; connecting fails from then on.
    while fetch(address, "/none").await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!running.server.is_finished());
    leave.notify_one();
    assert_eq!(answer.await.unwrap().unwrap(), "done");
    assert_eq!(running.server.await.unwrap().unwrap(), Stopped::Cleanly);
}

#[tokio::test]
async fn after_the_grace_the_rest_is_cut() {
    let (router, mut has_begun) = slow(Arc::default());
    let running = start(router, Duration::from_millis(1)).await;
    let answer = tokio::spawn(fetch(running.address, "/slow"));
    has_begun.recv().await.unwrap();
    running.shutdown.cancel();
    assert_eq!(running.server.await.unwrap().unwrap(), Stopped::Cut);
    answer.abort();
}

#[tokio::test]
async fn the_endpoint_is_served_and_knows_its_peer() {
    let peer =
        get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() });
    let router = App::new().router.merge(Router::new().route("/peer", peer));
    let running = start(router, Duration::from_secs(1)).await;
    let answer = fetch(running.address, "/graphql?query=%7Bhello%7D")
        .await
        .unwrap();
    assert_eq!(answer, r#"{"data":{"hello":"Hello, world!"}}"#);
    assert_eq!(fetch(running.address, "/peer").await.unwrap(), "127.0.0.1");
    running.shutdown.cancel();
    assert_eq!(running.server.await.unwrap().unwrap(), Stopped::Cleanly);
}
