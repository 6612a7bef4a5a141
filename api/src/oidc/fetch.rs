//! Fetches a small JSON document: bounded in size and time, and nowhere but where it was told to.

use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::crypto::ring;
use url::Url;

/// Larger than the key set of any issuer.
const LARGEST: usize = 256 * 1024;

/// Why a document could not be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("{0} cannot be asked for")]
    Address(String),
    #[error("no connection: {0}")]
    Connection(#[from] hyper_util::client::legacy::Error),
    #[error("the answer broke off: {0}")]
    BrokeOff(Box<dyn std::error::Error + Send + Sync>),
    /// A redirect too: it could lead anywhere.
    #[error("the answer has the status {0}")]
    Status(u16),
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the answer is not what was expected: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("it names itself {0}")]
    OtherIssuer(String),
    #[error("no answer in {0} s")]
    TimedOut(u64),
}

/// Fetches over HTTP/1.1, encrypted or, from this machine, not. Trusts the certificates that the
/// operating system trusts.
pub(super) struct Fetcher(Client<HttpsConnector<HttpConnector>, Empty<Bytes>>);

impl Fetcher {
    pub fn new() -> anyhow::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(Arc::new(ring::default_provider()))
            .context("the trusted certificates of this machine cannot be read")?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The document at an address. Redirects are not followed. The caller bounds the time.
    pub async fn json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, FetchError> {
        let uri = (url.as_str().parse()).map_err(|_| FetchError::Address(url.to_string()))?;
        let answer = self.0.get(uri).await?;
        if answer.status() != 200 {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), LARGEST).collect().await;
        let body = body.map_err(|error| {
            if error.is::<LengthLimitError>() {
                FetchError::TooLarge
            } else {
                FetchError::BrokeOff(error)
            }
        })?;
        Ok(serde_json::from_slice(&body.to_bytes())?)
    }
}
