//! Receipts of text messages, brought by those who carried them.
//!
//! What a provider signs is verified. Aliyun and Tencent Cloud sign nothing: their addresses end in a
//! secret, and a receipt counts only for a message that the provider itself gave the name to. A receipt
//! may be brought twice, late or out of order: what it leads to is decided by what is known already.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use mulin_domain::delivery::receipts::Report;
use mulin_domain::delivery::told::{self, Told};
use mulin_domain::{Core, Error};
use mulin_entities::DeliveryId;
use mulin_notify::sms::{self, Callback, Receipt, ReceiptReader, fault};
use url::Url;
use uuid::Uuid;

use super::body;
use super::negotiation::MediaType;

/// Providers bring up to some hundreds of receipts at once.
const MOST_BYTES: usize = 512 * 1024;
/// The time in which a body must have arrived.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a provider brings its receipts, below the address under which this server is reached; what
/// follows after another slash is the provider's secret, or tells of one message.
pub fn address(base: &Url, provider: &str) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/hooks/sms/{provider}")
}

struct Hooks {
    core: Core,
    readers: BTreeMap<String, Arc<dyn ReceiptReader>>,
}

/// `POST /hooks/sms/{provider}` and below.
pub fn routes(core: Core, readers: Vec<Arc<dyn ReceiptReader>>) -> Router {
    let readers = readers.into_iter();
    let hooks = Hooks {
        core,
        readers: readers
            .map(|reader| (reader.name().to_owned(), reader))
            .collect(),
    };
    Router::new()
        .route("/hooks/sms/{provider}", post(bare))
        .route("/hooks/sms/{provider}/{token}", post(with_token))
        .with_state(Arc::new(hooks))
}

async fn bare(
    State(hooks): State<Arc<Hooks>>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    match path {
        Ok(Path(provider)) => hooks.take(&provider, "", request).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn with_token(
    State(hooks): State<Arc<Hooks>>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Response {
    match path {
        Ok(Path((provider, token))) => hooks.take(&provider, &token, request).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Hooks {
    async fn take(&self, provider: &str, token: &str, request: Request) -> Response {
        let Some(reader) = self.readers.get(provider) else {
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
            tracing::warn!(provider, "a receipt that is not genuine was refused");
            return StatusCode::FORBIDDEN.into_response();
        }
        let Ok(receipts) = reader.receipts(&callback) else {
            tracing::warn!(provider, "a receipt cannot be read");
            return StatusCode::BAD_REQUEST.into_response();
        };
        for receipt in receipts {
            if let Err(error) = told::note(&self.core, told(provider, receipt)).await {
                return away(&error);
            }
        }
        let (media_type, thanks) = reader.thanks();
        ([(header::CONTENT_TYPE, media_type)], thanks).into_response()
    }
}

/// A receipt in the words of the domain.
pub fn told(provider: &str, receipt: Receipt) -> Told {
    Told {
        provider: provider.to_owned(),
        provider_ref: Some(receipt.provider_ref).filter(|name| !name.is_empty()),
        // Ids go out as UUIDs without hyphens.
        id: (receipt.id.as_deref())
            .and_then(|id| Uuid::try_parse(id).ok())
            .map(DeliveryId),
        report: match receipt.report {
            sms::Report::Accepted => None,
            sms::Report::Delivered => Some(Report::Delivered),
            sms::Report::Failed { code } => Some(Report::Failed {
                permanent: !fault::may_pass(&code),
                code,
            }),
        },
    }
}

/// Whoever brought the receipts brings them again.
fn away(error: &Error) -> Response {
    match error {
        Error::Unavailable(_) | Error::Throttled => {
            tracing::warn!(%error, "a receipt cannot be noted now");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        error => {
            tracing::error!(%error, "a receipt cannot be noted");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
