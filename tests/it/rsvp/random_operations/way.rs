//! How a client reaches the server: in this process, or programs of their own that may be killed.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::http::HeaderMap;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// See the module.
#[derive(Clone, Debug)]
pub enum Way {
    /// Through the real router.
    InProcess,
    /// Over the network, to these in turn.
    Programs(Vec<SocketAddr>),
}

impl Way {
    /// Sends an operation; `turn` says to which program. No answer: the program was killed.
    pub async fn send(
        &self,
        app: &TestApp,
        turn: usize,
        token: &str,
        query: &str,
        variables: Value,
    ) -> Option<Answer> {
        match self {
            Self::InProcess => Some(app.run_with(Some(token), query, variables).await),
            Self::Programs(addresses) => {
                let address = addresses[turn % addresses.len()];
                post(address, token, query, variables).await
            }
        }
    }

    pub fn is_in_process(&self) -> bool {
        matches!(self, Self::InProcess)
    }
}

async fn post(address: SocketAddr, token: &str, query: &str, variables: Value) -> Option<Answer> {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let body = json!({ "query": query, "variables": variables }).to_string();
    let request = Request::post(format!("http://{address}/graphql"))
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("authorization", format!("Bearer {token}"))
        .body(Full::from(body))
        .expect("a request");
    let response = client.request(request).await.ok()?;
    let status = response.status();
    let bytes = response.into_body().collect().await.ok()?.to_bytes();
    let body = serde_json::from_slice(&bytes).ok()?;
    Some(Answer {
        status,
        headers: HeaderMap::new(),
        body,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}
