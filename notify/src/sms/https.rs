//! One request to a gateway: bounded in time and size, and with an exact answer to the question whether
//! it can have been heard.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Uri};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::ring;
use tower::Service;

use super::provider::fault;
use crate::transport::SendError;

/// Larger than any answer that a gateway's document describes.
const LARGEST: usize = 256 * 1024;
const IDLE: Duration = Duration::from_secs(20);
const MOST_IDLE: usize = 16;

/// How patient to be with a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Longest wait for a connection, encrypted and all.
    pub connect: Duration,
    /// Longest wait for the whole exchange.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(15),
        }
    }
}

/// The machine's trusted certificates cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the trusted certificates of this machine cannot be read: {0}")]
pub struct NoRoots(#[from] std::io::Error);

/// A client of gateways, over HTTP/1.1. Redirects are not followed.
#[derive(Clone)]
pub struct Https {
    client: Client<Patient, Full<Bytes>>,
    patience: Patience,
}

/// Whom we trust, read once: there are a few hundred certificates.
fn trust() -> Result<ClientConfig, NoRoots> {
    static TRUST: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(trust) = TRUST.get() {
        return Ok(trust.clone());
    }
    let provider = Arc::new(ring::default_provider());
    let trust = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .with_native_roots()?
        .with_no_client_auth();
    Ok(TRUST.get_or_init(|| trust).clone())
}

/// What a gateway said.
pub(super) struct Answer {
    pub status: u16,
    pub body: Bytes,
}

impl Https {
    /// Trusts the certificates that the operating system trusts.
    ///
    /// # Errors
    /// These cannot be read.
    pub fn new(patience: Patience) -> Result<Https, NoRoots> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(trust()?)
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(MOST_IDLE)
            .build(Patient {
                connector,
                limit: patience.connect,
            });
        Ok(Https { client, patience })
    }

    /// Sends a request, once. What breaks before there is a connection was certainly not heard; from
    /// then on only an answer tells. (A connection that lay idle and turns out to be closed is replaced
    /// by the client, as long as nothing of the request was written.)
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, SendError> {
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|error| {
                match (error.is_connect(), is_too_slow(&error)) {
                    (true, true) => SendError::temporary(fault::CONNECT_TIMEOUT),
                    (true, false) => SendError::temporary(fault::NO_CONNECTION),
                    (false, _) => SendError::unknown(fault::CONNECTION_LOST),
                }
            })?;
            let status = answer.status().as_u16();
            let body = Limited::new(answer.into_body(), LARGEST).collect().await;
            match body {
                Ok(body) => Ok(Answer {
                    status,
                    body: body.to_bytes(),
                }),
                // A refusal is one without its particulars, too.
                Err(_) if status >= 300 => Ok(Answer {
                    status,
                    body: Bytes::new(),
                }),
                Err(error) if error.is::<http_body_util::LengthLimitError>() => {
                    Err(SendError::unknown(fault::ANSWER_UNREADABLE))
                }
                Err(_) => Err(SendError::unknown(fault::CONNECTION_LOST)),
            }
        };
        timeout(self.patience.answer, exchange)
            .await
            .unwrap_or_else(|_| Err(SendError::unknown(fault::ANSWER_TIMEOUT)))
    }
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The document in the answer, if it is one of this form.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// What the status alone says of a message that was to be sent; of a success with a document that
    /// nobody understands, that it may have been sent.
    pub fn fault(&self) -> SendError {
        match self.status {
            200..=299 => SendError::unknown(fault::ANSWER_UNREADABLE),
            401 | 403 => SendError::temporary(fault::CREDENTIALS_REFUSED),
            429 => SendError::temporary(fault::THROTTLED),
            // The gateway broke with the message in its hands, or whoever stands before it gave up
            // waiting for it: nobody knows whether that was before or after it was passed on.
            status @ 500..=599 => SendError::unknown(format!("HTTP_{status}")),
            status => SendError::temporary(format!("HTTP_{status}")),
        }
    }

    /// What a refusal counts for that the document holds. Beside a status that says that something
    /// broke, only one whose code we know is a refusal for certain: another may name the breakage.
    pub fn refused(&self, refusal: SendError) -> SendError {
        match self.status {
            429 => self.fault(),
            500..=599 if fault::in_common(refusal.code()).is_none() => self.fault(),
            _ => refusal,
        }
    }
}

/// Nothing is sent by asking: whatever goes wrong with it, goes wrong for now.
pub(super) fn asked_in_vain(error: SendError) -> SendError {
    SendError::temporary(error.code())
}

/// A request that is made of parts known to be right could only fail by a header of the configuration.
pub(super) fn not_a_request(_: hyper::http::Error) -> SendError {
    SendError::temporary("NOT_A_REQUEST")
}

/// A code as a gateway says it, fit to be stored: of its first 40 characters the plain ones, and nothing
/// that could be a telephone number.
pub(super) fn plain_code(prefix: &str, code: &str) -> String {
    let plain: String = code
        .chars()
        .take(40)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if plain.is_empty() || digits > 6 {
        return format!("{prefix}_OTHER");
    }
    format!("{prefix}_{}", plain.to_ascii_uppercase())
}

/// Makes connections in time, or not at all.
#[derive(Clone)]
struct Patient {
    connector: HttpsConnector<HttpConnector>,
    limit: Duration,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
#[error("no connection in time")]
struct TooSlow;

impl Service<Uri> for Patient {
    type Response = <HttpsConnector<HttpConnector> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.connector.call(uri);
        let limit = self.limit;
        Box::pin(async move {
            match timeout(limit, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(TooSlow.into()),
            }
        })
    }
}

fn is_too_slow(error: &(dyn std::error::Error + 'static)) -> bool {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.into_iter().any(|cause| cause.is::<TooSlow>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_gateways_are_made_plain_and_cannot_carry_a_number() {
        for (given, shown) in [
            ("isv.SMS_TEMPLATE_ILLEGAL", "X_ISV_SMS_TEMPLATE_ILLEGAL"),
            ("MK:0012", "X_MK_0012"),
            ("13800138000", "X_OTHER"),
            ("to +86 138 0013 8000", "X_OTHER"),
            ("", "X_OTHER"),
        ] {
            assert_eq!(plain_code("X", given), shown);
        }
    }
}
