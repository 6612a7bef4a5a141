//! Texts that people wrote, brought by providers that call us.
//!
//! Nothing is taken that is not signed: whoever could bring a text could answer for anybody. Aliyun and
//! Tencent Cloud sign nothing: their addresses end in the secret of their receipts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use mulin_domain::inbound::{InboundText, receive};
use mulin_domain::{Core, Error, id};
use mulin_notify::sms::{Callback, IncomingText, TextReader};
use url::Url;

use super::body;
use super::negotiation::MediaType;

/// Some hundreds of texts.
const MOST_BYTES: usize = 512 * 1024;
/// The time in which a body must have arrived.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a provider brings texts, below the address under which this server is reached; what follows
/// after another slash is the provider's secret.
pub fn address(base: &Url, provider: &str) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/hooks/sms/{provider}/inbound")
}

struct Hooks {
    core: Core,
    readers: BTreeMap<String, Arc<dyn TextReader>>,
}

/// `POST /hooks/sms/{provider}/inbound` and below.
pub fn routes(core: Core, readers: Vec<Arc<dyn TextReader>>) -> Router {
    let readers = readers.into_iter();
    let hooks = Hooks {
        core,
        readers: readers
            .map(|reader| (reader.name().to_owned(), reader))
            .collect(),
    };
    Router::new()
        .route("/hooks/sms/{provider}/inbound", post(bare))
        .route("/hooks/sms/{provider}/inbound/{token}", post(with_token))
        .with_state(Arc::new(hooks))
}

async fn bare(
    State(hooks): State<Arc<Hooks>>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    match path {
        Ok(Path(provider)) => take(&hooks, &provider, "", request).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn with_token(
    State(hooks): State<Arc<Hooks>>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Response {
    match path {
        Ok(Path((provider, token))) => take(&hooks, &provider, &token, request).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn take(hooks: &Hooks, provider: &str, token: &str, request: Request) -> Response {
    let Some(reader) = hooks.readers.get(provider) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (head, body) = request.into_parts();
    let body = match body::receive(&head.headers, body, MOST_BYTES, PATIENCE).await {
        Ok(body) => body,
        Err(refusal) => return refusal.status(MediaType::GraphqlResponse).into_response(),
    };
    let header = |name: &str| Some(head.headers.get(name)?.to_str().ok()?.to_owned());
    let callback = Callback {
        header: &header,
        token,
        body: &body,
    };
    if !reader.is_genuine(&callback) {
        tracing::warn!(provider, "a text that is not genuine was refused");
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(texts) = reader.texts(&callback) else {
        tracing::warn!(provider, "a text cannot be read");
        return StatusCode::BAD_REQUEST.into_response();
    };
    for text in texts {
        if let Err(error) = keep(&hooks.core, text).await {
            tracing::warn!(%error, provider, "a text could not be kept");
            // It is brought again.
            return match error {
                Error::Unavailable(_) | Error::Throttled => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            }
            .into_response();
        }
    }
    let (media_type, thanks) = reader.thanks();
    ([(header::CONTENT_TYPE, media_type)], thanks).into_response()
}

/// Takes a text. One without a name counts as one of its own each time that it comes.
pub async fn keep(core: &Core, text: IncomingText) -> mulin_domain::Result<()> {
    let reference = text.reference.unwrap_or_else(|| {
        let own = id::new_uuid(core.now(), core.entropy());
        own.simple().to_string()
    });
    let provider = text.provider.clone();
    let text = InboundText {
        provider: text.provider,
        reference,
        from: text.from,
        text: text.text,
        at: text.at,
    };
    let received = receive(core, text).await?;
    tracing::info!(provider, outcome = ?received.outcome, again = received.again, "a text came in");
    Ok(())
}
