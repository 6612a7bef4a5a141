//! The GraphQL endpoint: HTTP in, HTTP out, by the GraphQL-over-HTTP draft.
//!
//! Nothing here knows the schema. [`Execute`] is where it is plugged in.

use std::{future::Future, sync::Arc};

use async_graphql::{Request, Response as Executed, parser::types::OperationType};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
    routing::any,
};

use super::{
    GRAPHQL_PATH, body,
    complete::complete,
    info::RequestInfo,
    limits::Limits,
    negotiation::{MediaType, negotiate},
    observe::{OperationSlot, caught, log_panic},
    params::Params,
    prepare::{Preparation, Prepared},
    refusal::{Refusal, code},
    reply,
    request_id::RequestId,
};

/// Runs operations: the door between HTTP and the schema.
pub trait Execute: Send + Sync + 'static {
    /// Turns the credential in `info` into whoever acts, and runs `request`, whose document is
    /// parsed already (`Schema::execute` uses that).
    ///
    /// What concerns the whole request is returned as a [`Refusal`]: an expired token as
    /// [`Refusal::unauthenticated`] (HTTP 401, `WWW-Authenticate: Bearer`), a spent budget as
    /// [`Refusal::throttled`] (429, `Retry-After`). Errors of fields stay in the response; those
    /// with `code` in their extensions are shown as they are, all others become `INTERNAL`.
    ///
    /// The future is dropped when the time is up or the client hangs up.
    fn execute(
        &self,
        request: Request,
        info: RequestInfo,
    ) -> impl Future<Output = Result<Executed, Refusal>> + Send;
}

/// One GraphQL endpoint.
pub struct Endpoint<E> {
    /// Runs the operations.
    pub executor: E,
    /// Limits and trusted documents; other transports share it.
    pub preparation: Arc<Preparation>,
    /// How many reverse proxies of ours stand before this server; see
    /// [`client_address`](super::peer::client_address).
    pub proxies: usize,
}

/// The endpoint at [`GRAPHQL_PATH`].
pub fn routes<E: Execute>(endpoint: Endpoint<E>) -> Router {
    Router::new()
        .route(GRAPHQL_PATH, any(handle::<E>))
        .with_state(Arc::new(endpoint))
}

async fn handle<E: Execute>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let id = RequestId::of(&parts.extensions);
    let media_type = match negotiate(&parts.headers) {
        Ok(media_type) => media_type,
        Err(refusal) => return reply::refused(refusal, MediaType::Json, &id),
    };
    match caught(endpoint.answer(&parts, body, media_type)).await {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => reply::refused(refusal, media_type, &id),
        Err(_) => {
            log_panic(&id);
            reply::panicked(media_type, &id)
        }
    }
}

impl<E: Execute> Endpoint<E> {
    async fn answer(
        &self,
        parts: &Parts,
        body: Body,
        media_type: MediaType,
    ) -> Result<Response, Refusal> {
        let limits = &self.preparation.limits;
        let params = match parts.method {
            Method::GET | Method::HEAD => {
                Params::from_query_string(parts.uri.query().unwrap_or_default())?
            }
            Method::POST => {
                body::check_content_type(&parts.headers)?;
                let body = body::receive(&parts.headers, body, limits.body, limits.receive).await?;
                Params::from_json(&body)?
            }
            _ => {
                return Err(method_not_allowed(
                    "GET, HEAD, POST",
                    "Use POST, or GET for queries.",
                ));
            }
        };
        let info = RequestInfo::read(parts, self.proxies)?;
        let Prepared {
            request, operation, ..
        } = self.preparation.prepare(params)?;
        if let Some(slot) = parts.extensions.get::<OperationSlot>() {
            slot.set(&operation);
        }
        match operation.kind {
            OperationType::Query => {}
            OperationType::Mutation if parts.method == Method::POST => {}
            OperationType::Mutation => {
                return Err(method_not_allowed(
                    "POST",
                    "Mutations must be sent by POST.",
                ));
            }
            OperationType::Subscription => {
                return Err(Refusal::request_error(
                    code::OPERATION_RESOLUTION_FAILURE,
                    "Subscriptions are not served here: use the WebSocket /graphql/ws \
                     (graphql-transport-ws), or POST /graphql/stream with \
                     Accept: text/event-stream (graphql-sse).",
                ));
            }
        }

        let anonymous_get = cacheable(parts, &info);
        let executed = run(&self.executor, limits, request, info).await?;
        Ok(reply::executed(executed, media_type, anonymous_get))
    }
}

/// Runs a prepared operation, no longer than is allowed, and completes its errors. All transports
/// share it.
///
/// Errors: those of [`Execute::execute`], and `TIMEOUT`.
pub async fn run<E: Execute>(
    executor: &E,
    limits: &Limits,
    request: Request,
    info: RequestInfo,
) -> Result<Executed, Refusal> {
    let id = info.request_id.clone();
    let executing = executor.execute(request, info);
    let mut executed = tokio::time::timeout(limits.execution, executing)
        .await
        .map_err(|_| {
            Refusal::with_status(
                StatusCode::SERVICE_UNAVAILABLE,
                code::TIMEOUT,
                format!(
                    "The operation was given up after {} s.",
                    limits.execution.as_secs_f64()
                ),
            )
        })??;
    complete(&mut executed, &id, limits);
    Ok(executed)
}

impl<E: Execute> Execute for Arc<E> {
    fn execute(
        &self,
        request: Request,
        info: RequestInfo,
    ) -> impl Future<Output = Result<Executed, Refusal>> + Send {
        E::execute(self, request, info)
    }
}

/// The request's headers, if its reply may be the same for everybody.
fn cacheable<'a>(parts: &'a Parts, info: &RequestInfo) -> Option<&'a HeaderMap> {
    let anonymous_get = parts.method != Method::POST && info.bearer.is_none() && !info.wants_cost;
    anonymous_get.then_some(&parts.headers)
}

/// 405 with the methods that would do (RFC 9110, section 15.5.6).
fn method_not_allowed(allowed: &'static str, message: &str) -> Refusal {
    Refusal::with_status(StatusCode::METHOD_NOT_ALLOWED, code::BAD_REQUEST, message)
        .header(header::ALLOW, HeaderValue::from_static(allowed))
}
