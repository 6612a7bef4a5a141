//! What every request gets: an id, a span, one line in the access log, and a net under it.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::Response,
};
use futures_util::FutureExt;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::{
    document::Operation,
    negotiation::MediaType,
    reply,
    request_id::{RequestId, RequestIds, X_REQUEST_ID},
};

/// Wraps all routes of `router`, and its 404s.
pub fn observed(router: Router, ids: RequestIds) -> Router {
    router.layer(middleware::from_fn_with_state(ids, observe))
}

/// Where a handler leaves word of the operation it serves, for the access log. It lies in the
/// request's extensions.
#[derive(Debug, Clone, Default)]
pub struct OperationSlot(Arc<OnceLock<Operation>>);

impl OperationSlot {
    /// The first operation counts.
    pub fn set(&self, operation: &Operation) {
        self.0.get_or_init(|| operation.clone());
    }
}

/// Awaits `future`, and turns a panic in it into an error.
pub async fn caught<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    AssertUnwindSafe(future).catch_unwind().await
}

async fn observe(State(ids): State<RequestIds>, mut request: Request, next: Next) -> Response {
    let id = RequestId::sent(request.headers()).unwrap_or_else(|| ids.next());
    let slot = OperationSlot::default();
    // The matched route, never the path itself: paths of feeds and unsubscribe links hold secrets.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", request_id = %id);
    let mut line = AccessLine {
        span: span.clone(),
        method: request.method().to_string(),
        route,
        operation: slot.clone(),
        start: Instant::now(),
        status: None,
    };
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(slot);

    let outcome = caught(next.run(request)).instrument(span.clone()).await;
    let mut response = outcome.unwrap_or_else(|_| {
        span.in_scope(|| log_panic(&id));
        reply::panicked(MediaType::Json, &id)
    });
    let headers = response.headers_mut();
    if let Some(value) = id.header_value() {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    line.status = Some(response.status());
    response
}

/// The message and the place are in the panic hook's own output; the message is not repeated here,
/// since it may quote any value.
pub fn log_panic(id: &RequestId) {
    tracing::error!(request_id = %id, "a handler panicked");
}

/// Written when it is dropped, so that a request whose client hangs up has its line too.
struct AccessLine {
    span: Span,
    method: String,
    route: String,
    operation: OperationSlot,
    start: Instant,
    status: Option<StatusCode>,
}

impl Drop for AccessLine {
    fn drop(&mut self) {
        let operation = self.operation.0.get();
        let _in_span = self.span.enter();
        tracing::info!(
            target: "mulin::access",
            method = self.method,
            route = self.route,
            // 499 is what nginx logs for a client that closed the connection.
            status = self.status.map_or(499, |status| status.as_u16()),
            duration_ms = self.start.elapsed().as_secs_f64() * 1000.0,
            operation_name = operation.and_then(|operation| operation.name.as_deref()),
            operation_type = operation.map(|operation| operation.kind.to_string()),
            "request",
        );
    }
}
