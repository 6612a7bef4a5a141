//! Which web pages of other origins may call this server (the Fetch standard, "CORS protocol").
//!
//! There are no cookies here, so a page gains nothing from a visitor's browser that it could not do
//! itself; the list keeps strangers' pages from spending our clients' tokens.

use std::{collections::HashSet, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

/// Origins such as `https://app.example.org`, compared octet by octet as browsers send them.
#[derive(Debug, Clone, Default)]
pub struct AllowedOrigins(Arc<HashSet<HeaderValue>>);

impl AllowedOrigins {
    /// Texts that can be no header value are left out: no browser could send them either.
    pub fn new<T: AsRef<str>>(origins: impl IntoIterator<Item = T>) -> Self {
        let values = origins
            .into_iter()
            .filter_map(|origin| HeaderValue::from_str(origin.as_ref().trim_end_matches('/')).ok());
        Self(Arc::new(values.collect()))
    }

    /// The value of `Origin`, if it is on the list.
    pub fn admitted<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        headers
            .get(header::ORIGIN)
            .filter(|origin| self.0.contains(*origin))
    }
}

/// Answers preflight requests and lets admitted pages read the answers of all routes.
pub(super) fn shared(router: Router, origins: AllowedOrigins) -> Router {
    router.layer(middleware::from_fn_with_state(origins, share))
}

async fn share(State(origins): State<AllowedOrigins>, request: Request, next: Next) -> Response {
    let admitted = origins.admitted(request.headers()).cloned();
    let preflight = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (&admitted, preflight) {
        (Some(_), true) => preflight_response(),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    if !origins.0.is_empty() {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = admitted {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("ETag, Retry-After, X-Request-Id"),
        );
    }
    response
}

fn preflight_response() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Authorization, Content-Type, If-None-Match, Last-Event-ID, X-Graphql-Cost, \
             X-Request-Id",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}
